import Yams

/// An experiment file while it is read: its tree, what was put over it, and the mistakes found so far.
final class Document {
    /// What messages call the file.
    let name: String
    /// The strategies that it may name.
    let strategies: [Strategy]
    private(set) var root: Node
    private(set) var mistakes: [Mistake] = []
    /// The overrides by the path they set, to tell where a value comes from.
    private var overrides: [[String]: String] = [:]

    /// Parses `yaml`.
    ///
    /// Throws where it is no YAML, or no map.
    init(
        yaml: String, name: String, _ kind: Kind = .experiment, knowing strategies: [Strategy]
    ) throws(ExperimentError) {
        (self.name, self.strategies) = (name, strategies)
        func error(_ message: String, _ place: String, _ line: Int?) -> ExperimentError {
            ExperimentError(mistakes: [Mistake(place: place, line: line, path: "", message: message)])
        }
        let node: Node?
        do {
            node = try compose(yaml: yaml)
        } catch {
            let fault = SyntaxFault(error, in: yaml)
            throw ExperimentError(mistakes: [
                Mistake(place: fault.place(in: name), line: fault.line, path: "", message: fault.message)
            ])
        }
        guard let node, !node.isNull else {
            throw error("the file is empty; \(kind.least)", name, nil)
        }
        guard case .mapping = node else {
            throw error("this is \(node.shown), not a map of keys such as '\(kind.example)'", "\(name):1", 1)
        }
        root = node
    }

    /// All mistakes, in the order of the lines.
    var error: ExperimentError {
        ExperimentError(
            mistakes: mistakes.enumerated().sorted {
                ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
            }.map(\.element))
    }

    /// Records a mistake at a key; `mark` is where it stands if it comes from the file.
    func record(_ message: String, at path: [String], mark: Mark? = nil) {
        let origin =
            (0...path.count).reversed().lazy.compactMap { self.overrides[Array(path.prefix($0))] }.first
            // A map on the way to an override, which the file does not have.
            ?? (mark == nil ? overrides.filter { $0.key.starts(with: path) }.values.min() : nil)
        let line = origin == nil ? (mark ?? self.mark(near: path))?.line : nil
        let place = origin.map { "--set \($0)" } ?? line.map { "\(name):\($0)" } ?? name
        mistakes.append(Mistake(place: place, line: line, path: Item.text(path), message: message))
    }

    /// Where a key stands, or else the nearest map around it.
    private func mark(near path: [String]) -> Mark? {
        path.indices.reversed().lazy.compactMap { self.root.value(at: path[...$0])?.mark }.first
    }

    /// Puts `key.path=value` over the tree.
    func apply(_ override: String) {
        func refuse(_ message: String, _ path: String = "") {
            mistakes.append(Mistake(place: "--set \(override)", line: nil, path: path, message: message))
        }
        let parts = override.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, path.count < 10, path.allSatisfy({ !$0.isEmpty }) else {
            return refuse("this names no key and value; expected key.path=value, such as training.batchSize=64")
        }
        do {
            let value = try compose(yaml: parts[1]) ?? Node("")
            if let obstacle = root.set(value, at: path[...]) {
                let key = path.prefix(path.count - obstacle.count).joined(separator: ".")
                return refuse("\(key) is not a map; set \(key) as a whole", parts[0])
            }
            // What this override replaces no longer says where a value comes from.
            overrides = overrides.filter { !$0.key.starts(with: path) }
            overrides[path] = override
        } catch {
            refuse(SyntaxFault(error, in: parts[1]).message, parts[0])
        }
    }
}
