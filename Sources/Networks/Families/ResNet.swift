// Residual networks for pictures of ImageNet's size (He and others 2016, table 1), with torchvision's names.
extension NetworkFamily {
    /// ResNet18, torchvision's `resnet18`: a convolution of kernel 7, pooling, eight residual blocks in four stages, the
    /// class layer.
    ///
    /// The width is the number of channels w of the first stage: w; 2w; 4w; 8w, each later stage at half the size.
    public static let resnet18 = NetworkFamily(
        name: "resnet18", defaultWidth: 64, layers: { layers($0, [2, 2, 2, 2], Layer.residual) },
        names: names([2, 2, 2, 2]), stages: stages([2, 2, 2, 2]))

    /// ResNet50, torchvision's `resnet50`: as ``resnet18`` with sixteen bottleneck blocks.
    ///
    /// The width is the number of channels w in the first stage's bottlenecks: w; 2w; 4w; 8w, four times as many between
    /// them.
    public static let resnet50 = NetworkFamily(
        name: "resnet50", defaultWidth: 64, layers: { layers($0, [3, 4, 6, 3], Layer.bottleneck) },
        names: names([3, 4, 6, 3]), stages: stages([3, 4, 6, 3]))

    private static func layers(
        _ width: Int, _ counts: [Int], _ block: (_ channels: Int, _ stride: Int) -> Layer
    ) -> [Layer] {
        let stem: [Layer] = [
            .convolution(channels: width, kernel: 7, stride: 2, bias: false), .batchNorm, .relu,
            .maxPool(size: 3, stride: 2, padding: .both(1)),
        ]
        let blocks = zip([1, 2, 4, 8], counts).flatMap { multiple, count in
            (0..<count).map { block(multiple * width, multiple > 1 && $0 == 0 ? 2 : 1) }
        }
        return stem + blocks + [.globalAveragePool, .flatten]
    }

    private static func names(_ counts: [Int]) -> [String] {
        let blocks = counts.enumerated().flatMap { stage, count in (0..<count).map { "layer\(stage + 1).\($0)" } }
        return ["conv1", "bn1", "relu", "maxpool"] + blocks + ["avgpool", "flatten", "fc"]
    }

    /// The stem, and four stages of blocks, the last with the pooling behind it.
    private static func stages(_ counts: [Int]) -> [Int] {
        var ends = counts.reduce(into: [4]) { $0.append(($0.last ?? 0) + $1) }
        ends[ends.count - 1] += 2
        return ends
    }
}
