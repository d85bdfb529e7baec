extension NetworkFamily {
    /// ResNet20 (He and others 2016, section 4.2): a convolution, nine residual blocks in three stages, the class
    /// layer.
    ///
    /// The width is the number of channels w of the first stage: w; 2w; 4w, each later stage at half the size. Where
    /// the shape changes the shortcut is a projection.
    public static let resnet20 = NetworkFamily(
        name: "resnet20", defaultWidth: 16, layers: layers, stages: [3, 6, 9, 14])

    private static func layers(_ width: Int) -> [Layer] {
        let blocks = [1, 2, 4].flatMap { multiple in
            (0..<3).map { Layer.residual(channels: multiple * width, stride: multiple > 1 && $0 == 0 ? 2 : 1) }
        }
        return Layer.convolutionBatchNormReLU(width) + blocks + [.globalAveragePool, .flatten]
    }
}
