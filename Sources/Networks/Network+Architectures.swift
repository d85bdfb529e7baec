// The paper's networks (arXiv 2408.14442). It names them without tabulating them: the layers are our reading, with
// batch normalisation after each convolution, which then needs no bias.
extension Network {
    /// VGG3, three weight layers: two stages of one convolution each, and the class layer.
    ///
    /// `width` is the number of channels of the first stage; the second has twice as many.
    public static func vgg3(width: Int) -> Network {
        Network(name: "vgg3", layers: stage([width]) + stage([2 * width]) + [.flatten])
    }

    /// VGG9, nine weight layers: seven convolutions in three stages, a dense layer, and the class layer.
    ///
    /// `width` is the number of channels w of the first stage: w, w; 2w, 2w; 4w, 4w, 4w; dense 8w.
    ///
    /// The dense layer, too, has batch normalisation. Without it (``vgg9Plain(width:)``) it can die: it sums thousands of
    /// values that are all positive, and as Adam's first steps have equal size, one direction of all weights moves each sum
    /// below 0 for every sample; behind the ReLU no gradient passes from then on.
    public static func vgg9(width: Int) -> Network {
        Network(
            name: "vgg9",
            layers: vgg9Body(width) + [.flatten, .linear(features: 8 * width, bias: false), .batchNorm, .relu])
    }

    /// ``vgg9(width:)`` without batch normalisation of the dense layer: what `vgg9` was in version 1 of experiment files.
    public static func vgg9Plain(width: Int) -> Network {
        Network(name: "vgg9-plain", layers: vgg9Body(width) + [.flatten, .linear(features: 8 * width), .relu])
    }

    private static func vgg9Body(_ width: Int) -> [Layer] {
        let (w2, w4) = (2 * width, 4 * width)
        return stage([width, width]) + stage([w2, w2]) + stage([w4, w4, w4])
    }

    /// ResNet20 (He et al. 2016, section 4.2): a convolution, nine residual blocks in three stages, the class layer.
    ///
    /// `width` is the number of channels w of the first stage: w; 2w; 4w, each later stage at half the size. Where
    /// the shape changes the shortcut is a projection.
    public static func resnet20(width: Int) -> Network {
        let blocks = [1, 2, 4].flatMap { multiple in
            (0..<3).map { Layer.residual(channels: multiple * width, stride: multiple > 1 && $0 == 0 ? 2 : 1) }
        }
        return Network(name: "resnet20", layers: convolution(width) + blocks + [.globalAveragePool, .flatten])
    }

    /// The fusion net: dense layers with ReLU between the local networks' N x K probabilities and the class layer.
    ///
    /// Its input is ``Shape/flat(_:)`` with N x K features. The paper has four hidden layers.
    public static func fusion(hidden: [Int]) -> Network {
        Network(name: "fusion", layers: hidden.flatMap { [.linear(features: $0), .relu] })
    }

    private static func convolution(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels, bias: false), .batchNorm, .relu]
    }

    private static func stage(_ channels: [Int]) -> [Layer] {
        channels.flatMap(convolution) + [.maxPool(2)]
    }
}
