import TesseraNetworks
import Testing

@Suite struct VGG16Tests {
    /// torchvision: sum of parameters of vgg16_bn() is 138,365,992; names as its state dict has them.
    @Test func isTorchvisionsVGG16WithBatchNormalisation() throws {
        let network = Network(.vgg16, width: 64).classifying(1_000)
        let input = Shape(channels: 3, spatial: [224, 224])
        #expect(try network.parameterCount(for: input) == 138_365_992)
        let shapes = Dictionary(
            uniqueKeysWithValues: try network.tensors(for: input).joined().map { ($0.name, $0.shape) })
        #expect(shapes["features.0.weight"] == [64, 3, 3, 3] && shapes["features.1.running_var"] == [64])
        #expect(shapes["features.40.weight"] == [512, 512, 3, 3] && shapes["features.40.bias"] == [512])
        #expect(shapes["classifier.0.weight"] == [4_096, 25_088] && shapes["classifier.3.weight"] == [4_096, 4_096])
        #expect(shapes["classifier.6.weight"] == [1_000, 4_096] && shapes.count == 97 - 13)
    }

    @Test func fiveTimesHalvedNeedsAtLeast32Pixels() {
        #expect(Network(.vgg16, width: 2).smallestSize == 32)
    }
}
