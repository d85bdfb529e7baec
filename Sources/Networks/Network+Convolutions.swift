/// A convolution as it occurs in a network, by its sizes.
package struct ConvolutionSizes: Sendable, Hashable {
    /// What comes in.
    package let input: Shape
    /// Channels that go out.
    package let channels: Int
    /// The kernel's length along each axis.
    package let kernel: Int
    /// The stride along each axis.
    package let stride: Int

    /// What goes out.
    package var output: Shape {
        Shape(channels: channels, spatial: input.spatial.map { ($0 + 2 * (kernel / 2) - kernel) / stride + 1 })
    }

    /// Multiply-adds of one sample's forward pass; those of the gradients of input and weight are as many each.
    package var multiplyAdds: Int {
        output.spatial.reduce(1, *) * input.channels * channels
            * input.spatial.reduce(1) { product, _ in product * kernel }
    }
}

extension Network {
    /// The convolutions, in order, those of blocks included.
    ///
    /// Throws as ``outputShapes(for:)``.
    package func convolutions(for input: Shape) throws(NetworkError) -> [ConvolutionSizes] {
        try outlines(for: input).flatMap(\.convolutions)
    }
}
