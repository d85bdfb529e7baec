/// What is trained by itself, and may be trained in its own way.
public enum Stage: String, Sendable, Hashable, CaseIterable {
    /// The global network.
    case global
    /// A local network.
    case local
    /// The dense net on frozen local networks.
    case cnnDNN = "cnn-dnn"
    /// The joined model from scratch.
    case coherent
    /// The joined model after its local networks.
    case transfer
}

/// A value for each stage of training.
public struct PerStage<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The global network's.
    public var global: Value
    /// The local networks'.
    public var local: Value
    /// The dense net's.
    public var cnnDNN: Value
    /// The joined model's from scratch.
    public var coherent: Value
    /// The joined model's after its local networks.
    public var transfer: Value

    /// A value for each stage.
    public init(global: Value, local: Value, cnnDNN: Value, coherent: Value, transfer: Value) {
        self.global = global
        self.local = local
        self.cnnDNN = cnnDNN
        self.coherent = coherent
        self.transfer = transfer
    }

    /// The same value for all stages.
    public init(_ value: Value) {
        self.init(global: value, local: value, cnnDNN: value, coherent: value, transfer: value)
    }

    /// The value for `stage`.
    public subscript(stage: Stage) -> Value {
        get { self[keyPath: Self.path(stage)] }
        set { self[keyPath: Self.path(stage)] = newValue }
    }

    fileprivate static func path(_ stage: Stage) -> WritableKeyPath<Self, Value> {
        switch stage {
        case .global: \.global
        case .local: \.local
        case .cnnDNN: \.cnnDNN
        case .coherent: \.coherent
        case .transfer: \.transfer
        }
    }
}

extension Codec {
    /// One value for all stages, or a map with values for some; the others keep their defaults.
    static func perStage<Element>(_ element: Codec<Element>, defaults: PerStage<Element>) -> Self
    where Value == PerStage<Element> {
        let fields = Stage.allCases.map { Field($0.rawValue, PerStage.path($0), element) }
        var codec = Codec(wanted: element.wanted) { item in
            guard case .mapping = item.node else { return element.read(item).map { PerStage($0) } }
            var value = defaults
            item.read(fields, into: &value)
            return value
        } write: { value in
            Set(Stage.allCases.map { value[$0] }).count == 1
                ? element.write(value.global) : .inline("{" + lines(fields, value).joined(separator: ", ") + "}")
        }
        codec.changes = { old, new in fields.flatMap { $0.changes(old, new) } }
        return codec
    }
}
