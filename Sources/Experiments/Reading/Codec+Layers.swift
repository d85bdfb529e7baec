import TesseraNetworks

extension Codec where Value == Layer {
    /// A layer: `relu`, `convolution: 32` or `convolution: {channels: 32, stride: 2}`.
    static var layer: Self {
        let names = Layer.kinds.map { $0.name }
        let wanted = "a layer, such as relu or {convolution: 32}"
        return Codec(wanted: wanted) { item in
            let pairs = item.node.mapping.map { $0.map { ($0.key.scalar?.string, Optional($0.value)) } }
            guard let (name, value) = (pairs ?? [(item.scalar?.string, nil)]).first, pairs?.count ?? 1 == 1, let name
            else { return item.expected(wanted) }
            guard let kind = Layer.kinds.first(where: { $0.name == name }) else {
                let hint = names.nearest(to: name).map { "did you mean \($0)?" }
                item.record("unknown layer '\(name.excerpt)'; \(hint ?? "known are " + names.joined(separator: ", "))")
                return nil
            }
            return kind.read(value.map { item.part(name, $0) }, in: item)
        } write: {
            .inline($0.kind.written)
        }
    }
}

extension LayerKind {
    /// The layer with the given values, or nil after a mistake was recorded in `item`.
    fileprivate static func read(_ values: Item?, in item: Item) -> Layer? {
        let fields = fields
        guard let first = fields.first else {
            guard values == nil else {
                item.record("\(name) takes no values; write \(name) alone")
                return nil
            }
            return Layer(Self())
        }
        guard let values else {
            if settings[0].isQuiet { return Layer(Self()) }
            item.record("\(name) needs \(first.key), as in {\(name): \(settings[0].example)}")
            return nil
        }
        let before = item.document.mistakes.count
        var layer = Self()
        if case .mapping = values.node {
            values.read(fields, into: &layer)
        } else {
            first.read(
                Item(node: [.init(first.key): values.node], path: values.path, document: values.document), &layer)
        }
        if item.document.mistakes.count == before, let mistake = layer.mistake {
            values.record("\(Item.text(values.path)).\(mistake)")
        }
        return item.document.mistakes.count == before ? Layer(layer) : nil
    }

    private static var fields: [Field<Self>] {
        settings.enumerated().map { $1.field(isRequired: $0 == 0 && !$1.isQuiet) }
    }

    /// The layer as YAML.
    fileprivate var written: String {
        let shown = zip(Self.settings, Self.fields).filter { setting, field in
            !setting.isQuiet || field.write(self) != field.write(Self())
        }
        guard !shown.isEmpty else { return Self.name }
        let values = shown.map { "\($1.key): \($1.write(self).text)" }
        return "\(Self.name): {\(values.joined(separator: ", "))}"
    }
}

extension LayerSetting {
    /// A value for messages.
    fileprivate var example: String {
        switch value {
        case .integer: "2"
        case .number, .share: "0.5"
        case .boolean: "true"
        case .layers: "[relu]"
        case .branches: "[[relu], []]"
        case .padding: "same"
        case .join: "sum"
        }
    }

    fileprivate func field(isRequired: Bool) -> Field<Kind> {
        switch value {
        case .integer(let path, let range): Field(key, path, .integer(range), isRequired: isRequired)
        case .number(let path, let range):
            Field(
                key, path,
                .number("a number from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) },
                isRequired: isRequired)
        case .share(let path):
            Field(
                key, path, .number("a number from 0 to below 1") { (0..<1).contains($0) }, isRequired: isRequired)
        case .boolean(let path): Field(key, path, .boolean, isRequired: isRequired)
        case .layers(let path): Field(key, path, .namedLayers(key), isRequired: isRequired)
        case .branches(let path): Field(key, path, .branches, isRequired: isRequired)
        case .padding(let path): Field(key, path, .padding, isRequired: isRequired)
        case .join(let path): Field(key, path, .choice(), isRequired: isRequired)
        }
    }
}

extension Codec where Value == Padding {
    /// `half`, `same`, a number for both sides, or one for in front of each axis and one for behind it.
    fileprivate static var padding: Self {
        let size = Codec<Int>.integer(0...1_023)
        let pair = Codec<[Int]>.list(of: size, count: 2...2)
        let wanted = "half, same, a whole number from 0 to 1023, or two of them for in front and behind"
        return Codec(wanted: wanted) { item in
            if case .sequence = item.node { return pair.read(item).map { .sides(before: $0[0], after: $0[1]) } }
            switch item.scalar?.string {
            case "half": return .half
            case "same": return .same
            default:
                guard let number = item.scalar?.integer, (0...1_023).contains(number) else {
                    return item.expected(wanted)
                }
                return .both(number)
            }
        } write: { padding in
            switch padding {
            case .half: .inline("half")
            case .same: .inline("same")
            case .sides(let before, let after): before == after ? size.write(before) : pair.write([before, after])
            }
        }
    }
}

extension Codec where Value == [[NamedLayer]] {
    /// Lists of layers, of which one without any is the input; all names differ.
    fileprivate static var branches: Self {
        let wanted = "two lists of layers or more, such as [[], [relu]]"
        return Codec(wanted: wanted) { item in
            guard case .sequence(let nodes) = item.node, nodes.count > 1 else { return item.expected(wanted) }
            let branches = nodes.enumerated().map { index, node -> [NamedLayer]? in
                if case .sequence(let layers) = node, layers.isEmpty { return [] }
                return Codec<[NamedLayer]>.namedLayers("branch\(index)").read(item.part("[\(index)]", node))
            }
            guard branches.allSatisfy({ $0 != nil }) else { return nil }
            let named = branches.compactMap(\.self)
            guard Set(named.joined().map(\.name)).count == named.joined().count else {
                item.record("two layers of a block have the same name; give each its own")
                return nil
            }
            return named
        } write: { branches in
            let texts = branches.enumerated().map { index, branch in
                Codec<[NamedLayer]>.namedLayers("branch\(index)").write(branch).text
            }
            return .inline("[" + texts.joined(separator: ", ") + "]")
        }
    }
}

extension Codec where Value == [NamedLayer] {
    /// A list of layers, of which each is one, named by its place, or `{name: conv1, layer: {convolution: 8}}`.
    fileprivate static func namedLayers(_ place: String) -> Self {
        let name = Codec<String>.folderName
        let wanted = "a list of layers"
        return Codec(wanted: wanted) { item in
            guard case .sequence(let nodes) = item.node, !nodes.isEmpty else { return item.expected(wanted) }
            guard item.path.count < 64 else {
                item.record("blocks in blocks are read sixteen deep at most")
                return nil
            }
            let layers = nodes.enumerated().map { index, node -> NamedLayer? in
                let part = item.part("[\(index)]", node)
                guard let own = node.value(of: "name"), let layer = node.value(of: "layer") else {
                    return Codec<Layer>.layer.read(part).map { NamedLayer("\(place).\(index)", $0) }
                }
                guard let name = name.read(part.part("name", own)),
                    let layer = Codec<Layer>.layer.read(part.part("layer", layer))
                else { return nil }
                return NamedLayer(name, layer)
            }
            guard layers.allSatisfy({ $0 != nil }) else { return nil }
            let named = layers.compactMap(\.self)
            guard Set(named.map(\.name)).count == named.count else {
                item.record("two layers of a block have the same name; give each its own")
                return nil
            }
            return named
        } write: { layers in
            let texts = layers.enumerated().map { index, part in
                let text = part.layer.kind.written
                let layer = text.contains(":") ? "{\(text)}" : text
                return part.name == "\(place).\(index)"
                    ? layer : "{name: \(name.write(part.name).text), layer: \(layer)}"
            }
            return .inline("[" + texts.joined(separator: ", ") + "]")
        }
    }
}
