import Yams

/// A part of an experiment whose keys a table lists.
protocol Section {
    /// The defaults, with placeholders for what is required.
    static var blank: Self { get }
    /// The keys in the file's order.
    static var fields: [Field<Self>] { get }
    /// Fills in what depends on other keys, and refuses what does not go together.
    mutating func settle(_ item: Item)
}

extension Section {
    mutating func settle(_ item: Item) {}
}

/// A key: its name, the property it sets, and how its value is read and written.
struct Field<Root> {
    let key: String
    /// Reads the key from a map into a value; keeps the value's own where the key is missing.
    let read: (_ map: Item, _ value: inout Root) -> Void
    /// The property's value as YAML.
    let write: (Root) -> Written
    /// The values from this key on, key by key.
    let settings: (Root) -> [Setting]

    init<Value>(
        _ key: String, _ path: WritableKeyPath<Root, Value>, _ codec: Codec<Value>, isRequired: Bool = false
    ) {
        self.key = key
        read = { map, value in
            var node = map.node.value(of: key)
            if let blank = codec.blank, node?.isNull ?? true { node = blank }
            if let node {
                if let new = codec.read(map.part(key, node)) { value[keyPath: path] = new }
            } else if isRequired {
                map.refuse(key, "\(Item.text(map.path + [key])) is missing; give \(codec.wanted)")
            }
        }
        write = { codec.write($0[keyPath: path]) }
        settings = { root in
            let value = root[keyPath: path]
            guard let settings = codec.settings else {
                return [Setting(key: key, value: codec.write(value).text, kind: codec.kind)]
            }
            return settings(value).map { Setting(key: "\(key).\($0.key)", value: $0.value, kind: $0.kind) }
        }
    }
}

extension Codec where Value: Section {
    /// A map whose keys are the section's; missing or empty, it is a map without keys.
    static func section() -> Self {
        var codec = Codec(wanted: "a map") { item in
            var value = Value.blank
            item.read(Value.fields, into: &value)
            value.settle(item)
            return value
        } write: {
            .block(lines(Value.fields, $0))
        }
        codec.blank = .mapping(Node.Mapping([]))
        codec.settings = { value in Value.fields.flatMap { $0.settings(value) } }
        return codec
    }
}

/// The lines `key: value` of a map.
func lines<Root>(_ fields: [Field<Root>], _ value: Root) -> [String] {
    fields.flatMap { field in
        switch field.write(value) {
        case .inline(let text): ["\(field.key): \(text)"]
        case .block(let lines): ["\(field.key):"] + lines.map { "  " + $0 }
        }
    }
}
