import Randomness
import Torch

/// The basic block of residual networks (He et al. 2016): relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)).
///
/// Names as torchvision's `BasicBlock`: conv1, bn1, conv2, bn2 and, where the shortcut is a projection (a convolution
/// of kernel 1 with batch normalisation), downsample.0 and downsample.1.
public final class ResidualBlock: Module {
    private let conv1: Convolution
    private let bn1: BatchNorm
    private let conv2: Convolution
    private let bn2: BatchNorm
    private let downsample: Sequential?

    /// - Parameters:
    ///   - axes: spatial axes, 1 to 3.
    ///   - input: channels of the input.
    ///   - output: channels of the output.
    ///   - stride: of the first convolution and of the projection.
    ///   - hasProjection: whether the shortcut changes the shape.
    ///   - key: decides the initial weights.
    ///   - device: where it computes.
    public init(
        axes: Int, from input: Int, to output: Int, stride: Int, hasProjection: Bool, key: RandomKey,
        on device: Device = .cpu
    ) throws {
        func convolution(_ name: String, from input: Int, kernel: Int, stride: Int) throws -> Convolution {
            try Convolution(
                axes: axes, from: input, to: output, kernel: kernel, stride: stride, bias: false,
                key: key.derived(name), on: device)
        }
        conv1 = try convolution("conv1", from: input, kernel: 3, stride: stride)
        bn1 = try BatchNorm(output, on: device)
        conv2 = try convolution("conv2", from: output, kernel: 3, stride: 1)
        bn2 = try BatchNorm(output, on: device)
        downsample =
            hasProjection
            ? Sequential([
                try convolution("downsample", from: input, kernel: 1, stride: stride),
                try BatchNorm(output, on: device),
            ]) : nil
    }

    /// The block of `input` [batch, channels, axes...].
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        let first = try BatchNormReLU(bn1).forward(conv1.forward(input, in: mode), in: mode)
        let shortcut = try downsample?.forward(input, in: mode) ?? input
        return try BatchNormReLU(bn2).forward(conv2.forward(first, in: mode), adding: shortcut, in: mode)
    }

    /// The parts' tensors, in torchvision's order.
    public var state: [NamedTensor] {
        conv1.state.prefixed("conv1.") + bn1.state.prefixed("bn1.") + conv2.state.prefixed("conv2.")
            + bn2.state.prefixed("bn2.") + (downsample?.state.prefixed("downsample.") ?? [])
    }
}
