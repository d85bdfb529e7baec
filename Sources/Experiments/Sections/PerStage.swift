/// A value for each stage of training.
public struct PerStage<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The stages with a value of their own, in the order in which they are written.
    public private(set) var stages: [Stage]
    private var values: [Stage: Value]
    /// The value of any other stage.
    private let other: Value

    /// Values for some stages, and one for all others.
    public init(_ values: KeyValuePairs<Stage, Value>, others other: Value) {
        self.init(other)
        for (stage, value) in values { self[stage] = value }
    }

    /// The same value for all stages.
    public init(_ value: Value) {
        stages = Stage.paper
        values = Dictionary(uniqueKeysWithValues: stages.map { ($0, value) })
        other = value
    }

    /// The value for `stage`.
    public subscript(stage: Stage) -> Value {
        get { values[stage] ?? other }
        set {
            if values.updateValue(newValue, forKey: stage) == nil { stages.append(stage) }
        }
    }

    /// Gives each of these stages its value for its own.
    mutating func cover(_ stages: [Stage]) {
        for stage in stages { self[stage] = self[stage] }
    }

    /// Equal where all stages that either names have equal values.
    public static func == (one: Self, other: Self) -> Bool {
        Set(one.stages + other.stages).allSatisfy { one[$0] == other[$0] }
    }

    /// Feeds the paper's stages' values.
    public func hash(into hasher: inout Hasher) { for stage in Stage.paper { hasher.combine(self[stage]) } }
}

extension PerStage {
    /// The global network's.
    public var global: Value {
        get { self[.global] }
        set { self[.global] = newValue }
    }
    /// The local networks'.
    public var local: Value {
        get { self[.local] }
        set { self[.local] = newValue }
    }
}

extension Codec {
    /// One value for all stages, or a map with values for some; the others keep their defaults.
    static func perStage<Element>(_ element: Codec<Element>, defaults: PerStage<Element>) -> Self
    where Value == PerStage<Element> {
        func fields(_ stages: [Stage]) -> [Field<Value>] { stages.map { Field($0.name, \.[$0], element) } }
        var codec = Codec(wanted: element.wanted) { item in
            guard case .mapping = item.node else { return element.read(item).map { PerStage($0) } }
            var value = defaults
            item.read(fields(item.document.strategies.stages), into: &value)
            return value
        } write: { value in
            Set(value.stages.map { value[$0] }).count == 1
                ? element.write(value.global)
                : .inline("{" + lines(fields(value.stages), value).joined(separator: ", ") + "}")
        }
        codec.settings = { value in fields(value.stages).flatMap { $0.settings(value) } }
        return codec
    }
}
