extension Network {
    /// What each layer is for an input of shape `input`.
    func outlines(for input: Shape) throws(NetworkError) -> [Outline] {
        var outlines: [Outline] = []
        for (index, layer) in layers.enumerated() {
            let shape = outlines.last?.shape ?? input
            do {
                outlines.append(try Outline(layer, input: shape, prefix: "\(names[index])."))
            } catch {
                throw self.error(error, at: index, input: shape, networkInput: input)
            }
        }
        return outlines
    }

    /// The shape after each layer for an input of shape `input`.
    ///
    /// Throws a ``NetworkError`` that names the layer where the input does not fit; where the input is too small for
    /// the pooling, it names the smallest size that works.
    public func outputShapes(for input: Shape) throws(NetworkError) -> [Shape] { try outlines(for: input).map(\.shape) }

    /// The shape that reaches each layer, and the last layer's output at the end: one more than there are layers.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func shapes(for input: Shape) throws(NetworkError) -> [Shape] {
        [input] + (try outputShapes(for: input))
    }

    /// Whether a batch normalisation gets one position a sample: in a batch of one sample it would have a single value
    /// a channel, and nothing to normalise.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func normalizesSinglePositions(for input: Shape) throws(NetworkError) -> Bool {
        try outlines(for: input).contains(where: \.normalizesSinglePositions)
    }

    /// The smallest size, the same for each axis, with which something is left after every layer.
    public var smallestSize: Int { smallestSize(channels: 1) }

    private func smallestSize(channels: Int) -> Int {
        // What is left grows with the size: found by halving. Nothing that fits a memory is larger than 2^40.
        var (tooSmall, enough) = (0, 1)
        while !leavesSomething(of: enough, channels), enough < 1 << 40 { (tooSmall, enough) = (enough, 2 * enough) }
        while enough - tooSmall > 1 {
            let middle = (tooSmall + enough) / 2
            if leavesSomething(of: middle, channels) { enough = middle } else { tooSmall = middle }
        }
        return enough
    }

    private func leavesSomething(of size: Int, _ channels: Int) -> Bool {
        // One axis tells, as all are treated alike.
        var shape = Shape(channels: channels, spatial: [size])
        for layer in layers {
            do {
                shape = try Outline(layer, input: shape, prefix: "").shape
            } catch .tooSmall {
                return false
            } catch {
                return true
            }
        }
        return true
    }

    func error(_ mistake: ShapeMistake, at index: Int, input: Shape, networkInput: Shape) -> NetworkError {
        let reason: NetworkError.Reason =
            switch mistake {
            case .tooSmall:
                .tooSmall(smallest: networkInput.spatial.map { _ in smallestSize(channels: networkInput.channels) })
            case .needsSpatialAxes: .needsSpatialAxes
            case .needsFlatInput: .needsFlatInput
            case .tooLarge: .tooLarge
            case .unequal(let branch, let shortcut): .unequal(branch: branch, shortcut: shortcut)
            case .ungrouped(let groups): .ungrouped(groups)
            }
        return NetworkError(
            network: name, index: index, layer: layers[index], input: input, networkInput: networkInput,
            reason: reason)
    }
}
