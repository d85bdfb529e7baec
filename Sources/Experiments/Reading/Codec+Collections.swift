import Yams

extension Codec {
    /// A list with a number of elements in `count`.
    static func list<Element>(of element: Codec<Element>, count: ClosedRange<Int> = 1...1_000) -> Self
    where Value == [Element] {
        let number = count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) or more"
        let wanted = "a list of \(number), each \(element.wanted)"
        return Codec(wanted: wanted) { item in
            guard case .sequence(let nodes) = item.node else { return item.expected(wanted) }
            guard nodes.count >= count.lowerBound else { return item.expected("\(wanted); it has \(nodes.count)") }
            guard nodes.count <= count.upperBound else {
                return item.expected("at most \(count.upperBound) in it; it has \(nodes.count)")
            }
            // Read all before giving up on one: every mistake is told.
            let values = nodes.enumerated().map { element.read(item.part("[\($0)]", $1)) }
            return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
        } write: {
            .inline("[" + $0.map { element.write($0).text }.joined(separator: ", ") + "]")
        }
    }

    /// A list without an element twice.
    static func set<Element: Hashable>(of element: Codec<Element>) -> Self where Value == [Element] {
        list(of: element).checked("a list with nothing twice") { Set($0).count == $0.count }
    }

    /// A value, or nothing.
    static func optional<Wrapped>(_ wrapped: Codec<Wrapped>) -> Self where Value == Wrapped? {
        Codec(wanted: wrapped.wanted) { item in
            item.node.isNull ? .some(nil) : wrapped.read(item).map(Optional.some)
        } write: {
            $0.map(wrapped.write) ?? .inline("null")
        }.of(wrapped.kind)
    }
}
