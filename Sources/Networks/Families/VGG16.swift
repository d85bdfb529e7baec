extension NetworkFamily {
    /// VGG16 with batch normalisation (Simonyan, Zisserman 2015; configuration D), torchvision's `vgg16_bn`: thirteen
    /// convolutions with biases in five stages, two dense layers with dropout, the class layer.
    ///
    /// Its tensors have torchvision's names.
    ///
    /// The width is the number of channels w of the first stage: 2 x w, 2 x 2w, 3 x 4w, 3 x 8w, 3 x 8w; dense 64w
    /// twice. torchvision pools the last stage to 7x7; at 224x224 that changes nothing, and at other sizes nothing is
    /// pooled here.
    public static let vgg16 = NetworkFamily(
        name: "vgg16", defaultWidth: 64, layers: layers, names: names, stages: [7, 14, 24, 34, 44, 48, 51],
        // timm's `vgg16_bn`, whose dense layers are convolutions.
        otherNames: ["pre_logits.fc1": "classifier.0", "pre_logits.fc2": "classifier.3"])

    private static let stages = [[1, 1], [2, 2], [4, 4, 4], [8, 8, 8], [8, 8, 8]]

    private static func layers(_ width: Int) -> [Layer] {
        let features = stages.flatMap { stage in
            stage.flatMap { [.convolution(channels: $0 * width), .batchNorm, .relu] } + [Layer.maxPool(2)]
        }
        let dense: [Layer] = [.linear(features: 64 * width), .relu, .dropout(probability: 0.5)]
        return features + [.flatten] + dense + dense
    }

    /// `features.0` to `features.43`, the flatten layer's, which has no tensors, and `classifier.0` to `classifier.6`.
    private static let names: [String] =
        (0..<44).map { "features.\($0)" } + ["flatten"] + (0..<7).map { "classifier.\($0)" }
}
