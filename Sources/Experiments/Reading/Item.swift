import Yams

/// A value of the file while it is read, with its place, which records the mistakes found in it.
struct Item {
    let node: Node
    let path: [String]
    let document: Document

    /// The value where it is a single one, not a list or map.
    var scalar: Node.Scalar? { node.scalar }

    /// The path as people write it, such as `training.batchSize` or `decomposition.grid[1]`.
    static func text(_ path: [String]) -> String {
        path.reduce("") { $0 + ($0.isEmpty || $1.hasPrefix("[") ? "" : ".") + $1 }
    }

    /// A part of the value: what stands under a key, or an element `[i]` of a list.
    func part(_ key: String, _ node: Node) -> Item { Item(node: node, path: path + [key], document: document) }

    /// Records that something else was expected; always nil, to be given back.
    func expected<Value>(_ wanted: String, known: [String] = []) -> Value? {
        let hint = known.nearest(to: scalar?.string ?? "").map { "; did you mean \($0)?" } ?? ""
        record("\(Self.text(path)) is \(node.shown); expected \(wanted)\(hint)")
        return nil
    }

    /// Records a mistake of the value.
    func record(_ message: String) { document.record(message, at: path, mark: node.mark) }

    /// Records a mistake of what stands under a key.
    func refuse(_ key: String, _ message: String) {
        document.record(message, at: path + [key], mark: node.value(of: key)?.mark)
    }

    /// Reads a map into `value`, key by key, and records keys that are missing, unknown or there twice.
    func read<Root>(_ fields: [Field<Root>], into value: inout Root) {
        guard case .mapping(let mapping) = node else {
            let _: Root? = expected("a map with the keys " + fields.map(\.key).joined(separator: ", "))
            return
        }
        for field in fields { field.read(self, &value) }
        let known = fields.map(\.key)
        var seen: Set<String> = []
        for (key, _) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                recordUnknown(key, known)
                continue
            }
            if !seen.insert(name).inserted {
                document.record("'\(name)' stands twice in the same map; keep one", at: path + [name], mark: key.mark)
            }
        }
    }

    private func recordUnknown(_ key: Node, _ known: [String]) {
        let name = key.scalar?.string ?? ""
        let place = path.isEmpty ? "" : " in \(Self.text(path))"
        let right =
            known.nearest(to: name).map { "did you mean '\($0)'?" } ?? "known are " + known.joined(separator: ", ")
        let shown = key.scalar == nil ? key.shown : "'\(name.excerpt)'"
        document.record("unknown key \(shown)\(place); \(right)", at: path + [name], mark: key.mark)
    }
}
