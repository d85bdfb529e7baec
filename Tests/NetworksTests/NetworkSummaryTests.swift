import TesseraNetworks
import Testing

@Suite struct NetworkSummaryTests {
    @Test func theTableIsAligned() throws {
        let summary = try Network(.vgg3, width: 8).classifying(10).summary(for: Shape(channels: 3, spatial: [16, 16]))
        #expect(summary.parameters == 3_986)
        #expect(
            summary.description == """
                vgg3, input 3x16x16
                   layer                              output   parameters
                0  convolution 8, kernel 3, no bias   8x16x16         216
                1  batchNorm                          8x16x16          16
                2  relu                               8x16x16           0
                3  maxPool 2                          8x8x8             0
                4  convolution 16, kernel 3, no bias  16x8x8        1,152
                5  batchNorm                          16x8x8           32
                6  relu                               16x8x8            0
                7  maxPool 2                          16x4x4            0
                8  flatten                            256               0
                9  linear 10                          10            2,570
                   total                                            3,986
                """)
    }
}
