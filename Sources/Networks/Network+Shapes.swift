extension Network {
    /// The shape after each layer for an input of shape `input`.
    ///
    /// Throws a ``NetworkError`` that names the layer where the input does not fit; where the input is too small for
    /// the pooling, it names the smallest size that works.
    public func outputShapes(for input: Shape) throws(NetworkError) -> [Shape] {
        var shapes: [Shape] = []
        var shape = input
        for (index, layer) in layers.enumerated() {
            do {
                shape = try layer.outputShape(for: shape)
            } catch {
                throw self.error(error, at: index, input: shape, networkInput: input)
            }
            shapes.append(shape)
        }
        return shapes
    }

    /// The shape that reaches each layer, and the last layer's output at the end: one more than there are layers.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func shapes(for input: Shape) throws(NetworkError) -> [Shape] {
        [input] + (try outputShapes(for: input))
    }

    /// Whether a batch normalisation gets one position a sample: in a batch of one sample it would have a single value a
    /// channel, and nothing to normalise.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func normalizesSinglePositions(for input: Shape) throws(NetworkError) -> Bool {
        zip(layers, try outputShapes(for: input)).contains { layer, output in
            switch layer {
            case .batchNorm, .residual: output.spatial.allSatisfy { $0 == 1 }
            default: false
            }
        }
    }

    /// The smallest size, the same for each axis, with which something is left after every layer.
    public var smallestSize: Int {
        // From the end to the beginning; what follows the flatten layer has no axes and asks for nothing.
        layers.reversed().reduce(1) { needed, layer in layer.smallestSize(for: needed) }
    }

    func error(_ mistake: ShapeMistake, at index: Int, input: Shape, networkInput: Shape) -> NetworkError {
        let reason: NetworkError.Reason =
            switch mistake {
            case .tooSmall:
                .tooSmall(smallest: networkInput.spatial.map { _ in smallestSize })
            case .needsSpatialAxes: .needsSpatialAxes
            case .needsFlatInput: .needsFlatInput
            case .tooLarge: .tooLarge
            }
        return NetworkError(
            network: name, index: index, layer: layers[index], input: input, networkInput: networkInput,
            reason: reason)
    }
}
