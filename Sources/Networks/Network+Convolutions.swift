/// A convolution as it occurs in a network, by its sizes.
public struct ConvolutionSizes: Sendable, Hashable {
    /// What comes in.
    public let input: Shape
    /// Channels that go out.
    public let channels: Int
    /// The kernel's length along each axis.
    public let kernel: Int
    /// The stride along each axis.
    public let stride: Int

    /// What goes out.
    public var output: Shape {
        Shape(channels: channels, spatial: input.spatial.map { ($0 + 2 * (kernel / 2) - kernel) / stride + 1 })
    }

    /// Multiply-adds of one sample's forward pass; those of the gradients of input and weight are as many each.
    public var multiplyAdds: Int {
        output.spatial.reduce(1, *) * input.channels * channels
            * input.spatial.reduce(1) { product, _ in product * kernel }
    }
}

extension Network {
    /// The convolutions, in order, those of blocks included.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func convolutions(for input: Shape) throws(NetworkError) -> [ConvolutionSizes] {
        try outlines(for: input).flatMap(\.convolutions)
    }
}
