import TestSupport
import Testing

@testable import TesseraDatasets

struct ResamplingTests {
    /// What `PyTorch/resample.py` prints.
    static let references: [(size: [Int], bytes: [UInt8])] = [
        (
            [3, 8, 4],
            [
                38, 53, 69, 84, 43, 57, 74, 89, 51, 66, 82, 97, 71, 86, 103, 118, 99, 114, 129, 131, 133, 148,
                161, 138, 161, 164, 158, 115, 179, 174, 153, 95, 126, 151, 143, 165, 131, 156, 148, 152,
                138, 161, 153, 135, 153, 155, 142, 114, 164, 141, 130, 106, 171, 119, 119, 110, 122, 106,
                124, 130, 83, 97, 128, 145, 196, 114, 95, 140, 183, 116, 100, 145, 163, 116, 108, 151, 120,
                91, 120, 151, 91, 90, 133, 149, 79, 113, 148, 148, 109, 146, 139, 129, 134, 170, 131, 115,
            ]
        ),
        (
            [7, 5, 2],
            [
                7, 17, 18, 28, 51, 61, 106, 116, 183, 193, 54, 84, 65, 95, 98, 128, 153, 183, 227, 104, 102,
                150, 113, 161, 146, 194, 201, 155, 62, 70, 150, 216, 161, 187, 191, 105, 148, 62, 70, 136,
                177, 80, 188, 91, 141, 73, 81, 125, 118, 202, 145, 95, 156, 106, 74, 136, 89, 191, 163, 113,
                132, 158, 89, 169, 82, 162, 133, 102, 160, 100,
            ]
        ),
        (
            [13, 3, 11],
            [
                5, 7, 9, 12, 14, 17, 19, 22, 24, 27, 29, 49, 51, 54, 56, 58, 61, 63, 66, 68, 71, 73, 143, 145,
                148, 150, 153, 155, 157, 160, 162, 165, 167, 16, 19, 23, 27, 31, 34, 38, 42, 45, 49, 52, 60,
                64, 67, 71, 75, 78, 82, 86, 90, 93, 97, 154, 158, 161, 165, 169, 173, 176, 151, 139, 142,
                146, 36, 41, 47, 53, 59, 65, 71, 77, 83, 89, 94, 80, 85, 91, 97, 103, 109, 115, 121, 127,
                133, 138, 174, 180, 185, 191, 197, 203, 209, 136, 97, 103, 108, 56, 63, 71, 79, 88, 96, 104,
                112, 120, 128, 135, 100, 107, 115, 124, 132, 140, 148, 156, 154, 150, 158, 194, 161, 153,
                161, 170, 178, 186, 137, 93, 78, 85, 76, 85, 95, 106, 116, 126, 137, 147, 157, 168, 177,
                120, 129, 140, 150, 160, 171, 181, 191, 178, 159, 168, 214, 125, 99, 109, 119, 130, 140,
                143, 103, 58, 68, 96, 107, 119, 132, 144, 157, 170, 182, 195, 193, 168, 140, 151, 164, 167,
                162, 175, 187, 158, 133, 122, 114, 167, 120, 111, 106, 86, 98, 111, 123, 109, 89, 101, 116,
                129, 144, 158, 173, 188, 202, 217, 232, 217, 150, 160, 173, 188, 182, 160, 175, 190, 114,
                77, 76, 48, 108, 121, 136, 110, 55, 70, 85, 99, 114, 129, 142, 136, 151, 168, 185, 201, 218,
                123, 114, 131, 134, 113, 180, 173, 181, 161, 112, 129, 121, 91, 84, 93, 89, 128, 100, 101,
                99, 84, 101, 118, 135, 151, 168, 183, 156, 173, 192, 204, 210, 229, 55, 31, 50, 70, 87, 195,
                166, 168, 138, 71, 90, 66, 76, 95, 114, 131, 139, 82, 74, 93, 112, 131, 151, 162, 178, 197,
                214, 175, 194, 216, 180, 101, 122, 63, 66, 88, 109, 128, 185, 124, 116, 104, 69, 90, 93,
                111, 132, 153, 172, 100, 88, 98, 119, 141, 162, 183, 147, 136, 157, 176, 195, 204, 211, 145,
                31, 54, 78, 102, 125, 149, 170, 161, 88, 76, 82, 75, 99, 122, 140, 161, 178, 183, 78, 99,
                122, 146, 165, 170, 194, 128, 100, 124, 145, 215, 183, 133, 84, 59, 85, 111, 137, 162, 188,
                211, 104, 67, 70, 89, 104, 129, 155, 156, 167, 166, 117, 98, 120, 146, 172, 179, 122, 148,
                97, 78, 104, 127, 227, 171, 88, 49, 76, 103, 130, 157, 184, 211, 235, 72, 54, 66, 93, 120,
                147, 174, 165, 171, 159, 80, 109, 133, 160, 187, 187, 95, 122, 79, 66, 93, 117,
            ]
        ),
    ]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The volume of `PyTorch/resample.py`, stored in any way.
    private func write(_ name: String) throws -> String {
        var values: [Double] = []
        for z in 0..<9 {
            for y in 0..<5 {
                for x in 0..<7 { values.append(Double((37 * x + 11 * y * y + 5 * z * x + 3 * z) % 256)) }
            }
        }
        try folder.write(NIfTIFile(dimensions: [7, 5, 9], values: values).bytes, to: name)
        return "\(folder.path)/\(name)"
    }

    @Test(arguments: references.indices) func asPyTorch(index: Int) throws {
        let (size, bytes) = Self.references[index]
        #expect(try voxels(of: try write("a.nii"), size: size) == bytes)
    }

    @Test func weightsSumToOne() {
        for (length, size) in [(1, 1), (1, 5), (5, 1), (7, 3), (3, 7), (512, 128), (100, 99), (99, 100)] {
            for coordinate in 0..<size {
                let taps = Taps(coordinate, from: length, to: size)
                #expect(abs(taps.weights.reduce(0, +) - 1) < 1e-5)
                #expect(taps.weights.allSatisfy { $0 >= 0 } && taps.range.upperBound <= length)
            }
        }
    }

    /// Of any part the voxels are those of the whole, to the bit: whichever way they are stored, packed or not.
    @Test(arguments: [false, true]) func partsAreCutFromTheWhole(packed: Bool) throws {
        let volume = NoisyVolume([7, 9, 8])
        let path = "\(folder.path)/a.nii"
        for (number, axes) in axisOrders.enumerated() {
            let bytes = volume.stored(axes: axes, flipped: axisFlips[number + 1]).bytes
            try folder.write(packed ? gzip(bytes) : bytes, to: "a.nii")
            for size in [[7, 9, 8], [3, 4, 5], [15, 2, 8], [7, 20, 3]] {
                let whole = try voxels(of: path, size: size)
                let regions = [
                    size.map { Array($0 / 2..<$0) }, size.map { Array(0..<($0 + 1) / 2) },
                    // A box and its mirror image, with nothing between.
                    size.map { length in Set([0, length - 1]).sorted() },
                    [[1], Array(0..<size[1]), [0, size[2] - 1]],
                ]
                for region in regions.map({ Region($0) }) {
                    let part = try voxels(of: path, size: size, region: region)
                    #expect(part == region.cut(whole, of: size.map { 0..<$0 }, channels: 1))
                }
            }
        }
    }

    @Test func windowsComeBeforeResampling() throws {
        var file = NIfTIFile(dimensions: [4, 1, 1], values: [0, 30000, 0, 0])
        file.type = .int16
        try folder.write(file.bytes, to: "a.nii")
        // 30000 counts as 100: an implant must not outshine what lies beside it.
        #expect(try voxels(of: "\(folder.path)/a.nii", size: [2, 1, 1], window: Window(0, 100))[0] == 109)
    }
}
