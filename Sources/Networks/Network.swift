/// What a network is: a name and its layers, one after the other, as in PyTorch's `nn.Sequential`.
///
/// A network here has no class layer; ``classifying(_:)`` appends it. So the same value serves any number of classes,
/// and ``scaled(by:)`` cannot change their number.
public struct Network: Sendable, Hashable {
    /// What results and messages call it, such as `vgg9`.
    public let name: String
    /// The layers in order.
    public let layers: [Layer]
    /// What the names of each layer's tensors begin with, the class layer's at the end: the layers' numbers, as in
    /// PyTorch's `nn.Sequential`, where nothing else is said.
    public let names: [String]
    /// How many layers there are to the end of each stage; the class layer is in none.
    public let stages: [Int]

    /// A network of the given layers.
    ///
    /// - Parameters:
    ///   - name: what results and messages call it.
    ///   - layers: in order, without the class layer.
    ///   - names: of the layers, and of the class layer at the end; nil: their numbers.
    ///   - stages: how many layers there are to the end of each stage; nil: each layer is one.
    public init(name: String, layers: [Layer], names: [String]? = nil, stages: [Int]? = nil) {
        let names = names ?? (0...layers.count).map(String.init)
        precondition(
            names.count == layers.count + 1 && Set(names).count == names.count,
            "\(layers.count) layers and the class layer have names of their own, not \(names)")
        (self.name, self.layers, self.names) = (name, layers, names)
        self.stages = stages ?? Array(layers.indices.map { $0 + 1 })
    }

    /// The network with the class layer, `linear(classes)`, at its end; its outputs are logits.
    public func classifying(_ classes: Int) -> Network {
        Network(
            name: name, layers: layers + [.linear(features: classes)], names: names + ["\(names.last ?? "").after"],
            stages: stages)
    }

    /// The network with channels and dense features multiplied by `factor`, to the nearest integer, at least 1.
    ///
    /// This makes a local network of a global one (Klawonn, Lanser, Weber, arXiv 2408.14442: the same structure with
    /// proportionally fewer channels and neurons). Scale first, append the class layer then.
    public func scaled(by factor: Double) -> Network {
        precondition(factor > 0 && factor.isFinite, "a network's scale must be positive and finite, not \(factor)")
        return Network(name: name, layers: layers.map { $0.scaled(by: factor) }, names: names, stages: stages)
    }
}
