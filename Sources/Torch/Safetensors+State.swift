extension Safetensors {
    /// The tensors of a module or an optimiser, on the host and row-major, as PyTorch keeps them.
    ///
    /// - Parameters:
    ///   - state: the tensors to keep.
    ///   - metadata: texts to keep with them.
    /// - Throws: `TorchError`.
    public init(of state: [NamedTensor], metadata: [String: String] = [:]) throws {
        let entries = try state.map { named in
            let type = try named.tensor.type
            let host = try named.tensor.detach().to(type, on: .cpu).contiguous()
            return Entry(named.name, type: type, shape: try host.shape, bytes: try host.withMutableBytes { Array($0) })
        }
        self.init(entries, metadata: metadata)
    }

    /// Copies the content into tensors of the same names, types and shapes, wherever they are and in whatever order
    /// their memory is.
    ///
    /// Everything is checked before the first copy. PyTorch's `num_batches_tracked`, which batch normalisation with a
    /// fixed momentum does not use, is passed over.
    ///
    /// - Parameters:
    ///   - state: the tensors to fill.
    ///   - isPart: whether the file may hold other tensors beside these.
    /// - Throws: `SafetensorsError` that lists all that is missing, unexpected or different; else `TorchError`.
    public func load(into state: [NamedTensor], isPart: Bool = false) throws {
        let content = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
        let names = Set(state.map(\.name))
        precondition(names.count == state.count, "two tensors have the same name")
        let missing = state.map(\.name).filter { content[$0] == nil }
        let unexpected = isPart ? [] : entries.map(\.name).filter { !names.contains($0) && !isBatchCount($0) }
        var pairs: [(Entry, Tensor)] = []
        var different: [SafetensorsError.Difference] = []
        for named in state {
            guard let entry = content[named.name] else { continue }
            let (type, shape) = (try named.tensor.type, try named.tensor.shape)
            pairs.append((entry, named.tensor))
            if entry.type != type || entry.shape != shape {
                different.append(
                    SafetensorsError.Difference(
                        name: named.name, found: "\(entry.type) \(entry.shape)", expected: "\(type) \(shape)"))
            }
        }
        guard missing.isEmpty, unexpected.isEmpty, different.isEmpty else {
            throw SafetensorsError(path, .unfit(missing: missing, unexpected: unexpected, different: different))
        }
        for (entry, tensor) in pairs { try tensor.copy(from: Tensor(entry)) }
    }

    private func isBatchCount(_ name: String) -> Bool {
        name.split(separator: ".").last == "num_batches_tracked"
    }
}

extension Tensor {
    /// The CPU tensor of an array from a file.
    public convenience init(_ entry: Safetensors.Entry) throws {
        try self.init(owning: Tensor.emptyHandle(entry.shape, type: entry.type))
        try withMutableBytes { $0.copyBytes(from: entry.bytes) }
    }
}
