/// A convolution as it occurs in a network, by its sizes.
package struct ConvolutionSizes: Sendable, Hashable {
    /// What comes in.
    package let input: Shape
    /// Channels that go out.
    package let channels: Int
    /// The kernel, its stride, and the zeros around the input.
    package let window: Window
    /// Each sees its own channels alone.
    package let groups: Int

    /// The kernel's length along each axis.
    package var kernel: Int { window.size }

    /// What goes out.
    package var output: Shape { Shape(channels: channels, spatial: input.spatial.map(window.places)) }

    /// Multiply-adds of one sample's forward pass; those of the gradients of input and weight are as many each.
    package var multiplyAdds: Int {
        output.spatial.reduce(1, *) * (input.channels / groups) * channels
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
