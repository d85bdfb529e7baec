extension NetworkFamily {
    /// DenseNet121 (Huang and others 2017), torchvision's `densenet121`: a convolution of kernel 7, pooling, four blocks of
    /// 6, 12, 24 and 16 layers, each of which adds its channels to those that it gets, and what halves channels and size
    /// between them.
    ///
    /// Its tensors have torchvision's names. The width is the number of channels w of the first convolution; each layer
    /// adds w / 2.
    public static let densenet121 = NetworkFamily(
        name: "densenet121", defaultWidth: 64, layers: layers, names: names, stages: stages,
        otherNames: otherNames)

    private static let counts = [6, 12, 24, 16]

    private static func layers(_ width: Int) -> [Layer] {
        let growth = max(1, width / 2)
        var channels = width
        var layers: [Layer] = [
            .convolution(channels: width, kernel: 7, stride: 2, bias: false), .batchNorm, .relu,
            .maxPool(size: 3, stride: 2, padding: .both(1)),
        ]
        for (block, count) in counts.enumerated() {
            layers += Array(repeating: denseLayer(growth: growth), count: count)
            channels += count * growth
            guard block + 1 < counts.count else { break }
            channels = max(1, channels / 2)
            layers += [
                .batchNorm, .relu, .convolution(channels: channels, kernel: 1, bias: false), .averagePool(size: 2),
            ]
        }
        return layers + [.batchNorm, .relu, .globalAveragePool, .flatten]
    }

    private static func denseLayer(growth: Int) -> Layer {
        .branches(
            [
                [],
                [
                    NamedLayer("norm1", .batchNorm), NamedLayer("relu1", .relu),
                    NamedLayer("conv1", .convolution(channels: 4 * growth, kernel: 1, bias: false)),
                    NamedLayer("norm2", .batchNorm), NamedLayer("relu2", .relu),
                    NamedLayer("conv2", .convolution(channels: growth, bias: false)),
                ],
            ], joined: .concatenation)
    }

    private static let names: [String] = {
        let stem = ["conv0", "norm0", "relu0", "pool0"].map { "features.\($0)" }
        let blocks = counts.enumerated().flatMap { block, count in
            (1...count).map { "features.denseblock\(block + 1).denselayer\($0)" }
                + (block + 1 < counts.count
                    ? ["norm", "relu", "conv", "pool"].map { "features.transition\(block + 1).\($0)" } : [])
        }
        return stem + blocks + ["features.norm5", "relu", "avgpool", "flatten", "classifier"]
    }()

    /// As files of torchvision's first versions have them.
    private static let otherNames: [String: String] = {
        var names: [String: String] = [:]
        for (block, count) in counts.enumerated() {
            for layer in 1...count {
                let prefix = "features.denseblock\(block + 1).denselayer\(layer)"
                for part in ["norm", "conv"] {
                    for number in 1...2 { names["\(prefix).\(part).\(number)"] = "\(prefix).\(part)\(number)" }
                }
            }
        }
        return names
    }()

    /// The stem, three blocks each with what halves behind it, and the last with all that follows.
    private static let stages = counts.reduce(into: [4]) { $0.append(($0.last ?? 0) + $1 + 4) }
}
