extension NetworkFamily {
    /// ConvNeXt-Tiny (Liu and others 2022), torchvision's `convnext_tiny`: patches of 4x4, four stages of 3, 3, 9 and 3
    /// blocks of a depthwise convolution of kernel 7 and two dense layers at each position, the class layer.
    ///
    /// Its tensors have torchvision's names. The width is the number of channels w of the first stage: w; 2w; 4w; 8w, each
    /// later stage at half the size.
    public static let convNeXtTiny = NetworkFamily(
        name: "convnext-tiny", defaultWidth: 96, layers: layers, names: names, stages: stages,
        otherNames: otherNames)

    private static let counts = [3, 3, 9, 3]
    private static let norm = Layer.layerNorm(epsilon: 1e-6)

    private static func layers(_ width: Int) -> [Layer] {
        var layers: [Layer] = [.convolution(channels: width, kernel: 4, stride: 4, padding: .none), norm]
        let count = counts.reduce(0, +)
        var index = 0
        for (stage, blocks) in counts.enumerated() {
            let channels = width << stage
            if stage > 0 { layers += [norm, .convolution(channels: channels, kernel: 2, stride: 2, padding: .none)] }
            for _ in 0..<blocks {
                // Later blocks are dropped more often.
                layers.append(block(channels, dropped: 0.1 * Double(index) / Double(count - 1)))
                index += 1
            }
        }
        return layers + [.globalAveragePool, norm, .flatten]
    }

    private static func block(_ channels: Int, dropped: Double) -> Layer {
        .block(branch: [
            NamedLayer("block.0", .depthwiseConvolution(kernel: 7)), NamedLayer("block.2", norm),
            NamedLayer("block.3", .pointwise(channels: 4 * channels)), NamedLayer("block.4", .gelu),
            NamedLayer("block.5", .pointwise(channels: channels)), NamedLayer("", .layerScale()),
            NamedLayer("stochastic_depth", .stochasticDepth(probability: dropped)),
        ])
    }

    private static let names: [String] = {
        let features = counts.enumerated().flatMap { stage, blocks in
            ["features.\(2 * stage).0", "features.\(2 * stage).1"]
                + (0..<blocks).map { "features.\(2 * stage + 1).\($0)" }
        }
        return features + ["avgpool", "classifier.0", "classifier.1", "classifier.2"]
    }()

    /// timm's `convnext_tiny`.
    private static let otherNames: [String: String] = {
        var names = ["stem.0": "features.0.0", "stem.1": "features.0.1", "head.norm": "classifier.0"]
        for (stage, blocks) in counts.enumerated() {
            for part in 0..<2 where stage > 0 {
                names["stages.\(stage).downsample.\(part)"] = "features.\(2 * stage).\(part)"
            }
            for block in 0..<blocks {
                let (other, own) = ("stages.\(stage).blocks.\(block)", "features.\(2 * stage + 1).\(block)")
                names["\(other).gamma"] = "\(own).layer_scale"
                for (part, layer) in ["conv_dw": 0, "norm": 2, "mlp.fc1": 3, "mlp.fc2": 5] {
                    names["\(other).\(part)"] = "\(own).block.\(layer)"
                }
            }
        }
        return names
    }()

    /// Four, each with what stands before its blocks; the last with all that follows.
    private static let stages: [Int] = {
        var ends = counts.reduce(into: []) { $0.append(($0.last ?? 0) + $1 + 2) }
        ends[ends.count - 1] += 3
        return ends
    }()
}
