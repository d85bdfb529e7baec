/// One layer of a network, each a layer of PyTorch; the same for 1D, 2D and 3D inputs.
///
/// How many spatial axes a layer works on is a matter of its input's ``Shape``, and every axis is treated alike: a
/// kernel of 3 is 3x3 for images and 3x3x3 for volumes.
public enum Layer: Sendable, Hashable {
    /// A convolution (`nn.ConvNd`) with zero padding `kernel / 2`, which keeps the size for odd kernels and stride 1.
    ///
    /// `channels` are those of the output. Defaults: kernel 3, stride 1, with bias.
    case convolution(channels: Int, kernel: Int = 3, stride: Int = 1, bias: Bool = true)

    /// Batch normalisation over all but the channels (`nn.BatchNormNd`), with scale and shift.
    case batchNorm

    /// `max(0, x)` (`nn.ReLU`).
    case relu

    /// The largest value of each window (`nn.MaxPoolNd`), without padding; a rest at the border is dropped.
    case maxPool(size: Int, stride: Int)

    /// The mean of each window (`nn.AvgPoolNd`) with a stride equal to its size; a rest at the border is dropped.
    case averagePool(size: Int)

    /// The mean over all positions (`nn.AdaptiveAvgPoolNd(1)`): one position per axis is left.
    case globalAveragePool

    /// Sets values to 0 with probability `probability` while training (`nn.Dropout`).
    case dropout(probability: Double)

    /// All values of a sample in a row (`nn.Flatten`), channels outermost.
    case flatten

    /// A dense layer (`nn.Linear`) on a flat input, by default with bias.
    case linear(features: Int, bias: Bool = true)

    /// The basic block of He et al. 2016: conv, bn, relu, conv, bn, plus the shortcut, relu; kernels of 3, no biases.
    ///
    /// The shortcut is the identity or, where stride or channels change the shape, a convolution of kernel 1 with
    /// batch normalisation (torchvision's `BasicBlock` with `downsample`). `stride` is the first convolution's;
    /// default 1.
    case residual(channels: Int, stride: Int = 1)

    /// Max pooling whose windows lie side by side: stride = size.
    public static func maxPool(_ size: Int) -> Layer { .maxPool(size: size, stride: size) }

    /// A convolution of kernel 3 without bias, batch normalisation and ReLU: what most networks repeat.
    static func convolutionBatchNormReLU(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels, bias: false), .batchNorm, .relu]
    }
}

extension Layer {
    /// The layer's kind as the experiment file calls it, such as `maxPool`.
    public var kind: String {
        switch self {
        case .convolution: "convolution"
        case .batchNorm: "batchNorm"
        case .relu: "relu"
        case .maxPool: "maxPool"
        case .averagePool: "averagePool"
        case .globalAveragePool: "globalAveragePool"
        case .dropout: "dropout"
        case .flatten: "flatten"
        case .linear: "linear"
        case .residual: "residual"
        }
    }

    /// The layer with channels and features multiplied by `factor`, rounded to the nearest integer, at least 1.
    func scaled(by factor: Double) -> Layer {
        func scale(_ count: Int) -> Int {
            // Beyond Int's range there is no network anyway: clip instead of trapping.
            max(1, Int(exactly: (Double(count) * factor).rounded()) ?? Int.max)
        }
        return switch self {
        case .convolution(let channels, let kernel, let stride, let bias):
            .convolution(channels: scale(channels), kernel: kernel, stride: stride, bias: bias)
        case .residual(let channels, let stride): .residual(channels: scale(channels), stride: stride)
        case .linear(let features, let bias): .linear(features: scale(features), bias: bias)
        default: self
        }
    }
}

extension Layer: CustomStringConvertible {
    /// The layer in a few words, such as `convolution 64, kernel 3, stride 2`.
    public var description: String {
        switch self {
        case .convolution(let channels, let kernel, let stride, let bias):
            "convolution \(channels), kernel \(kernel)" + (stride == 1 ? "" : ", stride \(stride)")
                + (bias ? "" : ", no bias")
        case .maxPool(let size, let stride): "maxPool \(size)" + (stride == size ? "" : ", stride \(stride)")
        case .averagePool(let size): "averagePool \(size)"
        case .dropout(let probability): "dropout \(probability)"
        case .linear(let features, let bias): "linear \(features)" + (bias ? "" : ", no bias")
        case .residual(let channels, let stride): "residual \(channels)" + (stride == 1 ? "" : ", stride \(stride)")
        case .batchNorm, .relu, .globalAveragePool, .flatten: kind
        }
    }
}
