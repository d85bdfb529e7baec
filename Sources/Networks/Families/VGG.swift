// The paper's networks (arXiv 2408.14442). It names them without tabulating them: the layers are our reading, with
// batch normalisation after each convolution, which then needs no bias.
extension NetworkFamily {
    /// VGG3, three weight layers: two stages of one convolution each, and the class layer.
    ///
    /// The width is the number of channels of the first stage; the second has twice as many.
    public static let vgg3 = NetworkFamily(name: "vgg3", defaultWidth: 64, layers: vgg3Layers, stages: [4, 9])

    /// ``vgg3`` under the name that goes with ``vgg9Plain``: it has no hidden dense layer that could be normalised.
    public static let vgg3Plain = NetworkFamily(
        name: "vgg3-plain", defaultWidth: 64, layers: vgg3Layers, stages: [4, 9])

    /// VGG9, nine weight layers: seven convolutions in three stages, a dense layer, and the class layer.
    ///
    /// The width is the number of channels w of the first stage: w, w; 2w, 2w; 4w, 4w, 4w; dense 8w.
    ///
    /// The dense layer, too, has batch normalisation. Without it (``vgg9Plain``) it can die: it sums thousands of
    /// values that are all positive, and as Adam's first steps have equal size, one direction of all weights moves each
    /// sum below 0 for every sample; behind the ReLU no gradient passes from then on.
    public static let vgg9 = NetworkFamily(
        name: "vgg9", defaultWidth: 64,
        layers: { width in vgg9Body(width) + [.flatten, .linear(features: 8 * width, bias: false), .batchNorm, .relu] },
        stages: [7, 14, 24, 28])

    /// ``vgg9`` without batch normalisation of the dense layer: what `vgg9` was in version 1 of experiment files.
    public static let vgg9Plain = NetworkFamily(
        name: "vgg9-plain", defaultWidth: 64,
        layers: { width in vgg9Body(width) + [.flatten, .linear(features: 8 * width), .relu] },
        stages: [7, 14, 24, 27])

    private static func vgg3Layers(_ width: Int) -> [Layer] { stage([width]) + stage([2 * width]) + [.flatten] }

    private static func vgg9Body(_ width: Int) -> [Layer] {
        let (w2, w4) = (2 * width, 4 * width)
        return stage([width, width]) + stage([w2, w2]) + stage([w4, w4, w4])
    }

    private static func stage(_ channels: [Int]) -> [Layer] {
        channels.flatMap(Layer.convolutionBatchNormReLU) + [.maxPool(2)]
    }
}
