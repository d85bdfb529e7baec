import TesseraNetworks
import TesseraTorch

/// What networks begin with in place of random numbers: the tensors of a safetensors file, by their names.
///
/// The class layer stays new. Nothing is guessed: a tensor is taken where it has a network's tensor's name, or a name that
/// the family's table gives for it, and the same values in number and order.
public struct PretrainedStart: Sendable {
    /// What of a file a network takes.
    public struct Match: Sendable {
        /// The network's tensors that the file has, and those that it lacks; the class layer aside.
        public let found, missing: [String]
        /// What the file has and the network does not take.
        public let unused: [String]

        /// How many are taken, and which are not.
        public var description: String {
            let all = found.count + missing.count
            return "\(found.count) of \(all) tensors begin as in the file"
                + (missing.isEmpty ? "" : "; at random begin \(missing.listed)")
                + (unused.isEmpty ? "" : "; the file's \(unused.listed) are not used")
                + "; the class layer is new"
        }
    }

    /// The least share of a network's values, the class layer's aside, that a file must have.
    public static let leastShare = 0.95

    /// The file.
    public let path: String
    private let entries: [String: Safetensors.Entry]
    /// The content's hash, by which a run knows its start.
    package let hash: String

    /// - Parameters:
    ///   - path: of a safetensors file.
    ///   - otherNames: what modules or tensors are called elsewhere, and in the network.
    /// - Throws: `FileError`, `SafetensorsError` where it is none.
    public init(path: String, otherNames: [String: String] = [:]) throws {
        let content = try Safetensors(contentsOf: path)
        (self.path, hash) = (path, content.contentHash)
        var entries: [String: Safetensors.Entry] = [:]
        for entry in content.entries where !entry.name.hasSuffix("num_batches_tracked") {
            // A name of the network's own goes before one of elsewhere.
            let name = Self.name(entry.name, otherNames)
            if entries[name] == nil || name == entry.name { entries[name] = entry }
        }
        self.entries = entries
    }

    /// A tensor's name in the network: the table has it whole, or its module's.
    private static func name(_ name: String, _ otherNames: [String: String]) -> String {
        if let other = otherNames[name] { return other }
        guard let dot = name.lastIndex(of: "."), let module = otherNames[String(name[..<dot])] else { return name }
        return module + name[dot...]
    }

    /// What a network takes of the file.
    ///
    /// - Parameters:
    ///   - network: without its class layer.
    ///   - input: the shape of one sample.
    /// - Returns: which tensors are taken, and which not.
    /// - Throws: `PretrainedError` where that is too little, or made for other channels; `NetworkError`.
    public func match(_ network: Network, input: Shape) throws -> Match {
        let specs = try network.tensors(for: input).flatMap { $0 }
        let first = specs.first
        var (found, missing, different): ([String], [String], [String]) = ([], [], [])
        var (have, all) = (0, 0)
        for spec in specs {
            all += spec.count
            guard let entry = entries[spec.name] else {
                missing.append(spec.name)
                continue
            }
            if fits(entry, spec.shape, isFirst: spec == first) {
                found.append(spec.name)
                have += spec.count
            } else if spec == first, spec.shape.count > 2, entry.shape.count == spec.shape.count,
                entry.shape[0] == spec.shape[0]
            {
                throw PretrainedError.channels(path, file: entry.shape[1], data: spec.shape[1])
            } else {
                different.append("\(spec.name) (\(entry.shape), not \(spec.shape))")
                missing.append(spec.name)
            }
        }
        let share = Double(have) / Double(max(all, 1))
        guard share >= Self.leastShare else {
            throw PretrainedError.tooLittle(path, network: network.name, share: share, missing, different)
        }
        let taken = Set(specs.map(\.name))
        return Match(
            found: found, missing: missing,
            unused: entries.filter { !taken.contains($0.key) }.map(\.value.name).sorted())
    }

    /// Has a network's tensors begin as the file's; those that the file lacks, and the class layer, stay as they are.
    ///
    /// - Throws: `TorchError`.
    public func load(into network: SingleNetwork) throws {
        let classLayer = Set(network.classLayer.map(\.name))
        try withoutGradient {
            for (index, named) in network.state.enumerated() where !classLayer.contains(named.name) {
                let shape = try named.tensor.shape
                guard let entry = entries[named.name], fits(entry, shape, isFirst: index == 0) else { continue }
                var tensor = try Tensor(entry).to(.float32, on: .cpu)
                if entry.shape != shape, sumsColours(entry.shape, shape, isFirst: index == 0) {
                    tensor = try (1..<entry.shape[1]).reduce(tensor.narrow(axis: 1, 0..<1)) {
                        try $0 + tensor.narrow(axis: 1, $1..<$1 + 1)
                    }
                }
                try named.tensor.copy(from: tensor.contiguous().reshape(shape))
            }
        }
    }

    /// Whether an entry has a tensor's values: in the same number and order, or as colours that grey samples have summed.
    private func fits(_ entry: Safetensors.Entry, _ shape: [Int], isFirst: Bool) -> Bool {
        guard entry.type == .float32 || entry.type == .bfloat16 else { return false }
        if entry.shape == shape || sumsColours(entry.shape, shape, isFirst: isFirst) { return true }
        // A dense layer may be written as a convolution over all that there is, a factor with axes of one position.
        return entry.shape.first == shape.first && entry.shape.reduce(1, *) == shape.reduce(1, *)
            && (entry.shape.count == 2 || shape.count == 2 || shape.dropFirst().allSatisfy { $0 == 1 })
    }

    /// Whether the first layer's weight is one for colours, and the samples are grey.
    private func sumsColours(_ found: [Int], _ shape: [Int], isFirst: Bool) -> Bool {
        isFirst && shape.count > 2 && found.count == shape.count && shape[1] == 1 && found[1] == 3
            && found[0] == shape[0] && found[2...] == shape[2...]
    }
}

/// Why a file is no start for a network.
public enum PretrainedError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Too few of the network's values are in the file: the names of tensors that it lacks, and of those that differ.
    case tooLittle(String, network: String, share: Double, [String], [String])
    /// The file's first layer is for samples of other channels.
    case channels(String, file: Int, data: Int)

    /// What is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .tooLittle(let path, let network, let share, let missing, let different):
            let what =
                different.isEmpty ? "it lacks \(missing.listed)" : "of another shape are \(different.listed)"
            return
                "network.weights: \(path) has \(Int(100 * share)) % of the values of network \(network), the class layer "
                + "aside, and \(Int(100 * PretrainedStart.leastShare)) % are needed (\(what)); set network.architecture and "
                + "network.width to the network that the file is of, and where dense layers differ data.size to its size"
        case .channels(let path, let file, let data):
            return
                "network.weights: the first layer in \(path) takes \(file) channels, and the samples have \(data); only "
                + "grey samples can do with another number: they sum the layer's colours"
        }
    }
}

extension [String] {
    /// The first three, and how many there are.
    fileprivate var listed: String {
        prefix(3).joined(separator: ", ") + (count > 3 ? " and \(count - 3) more" : "")
    }
}
