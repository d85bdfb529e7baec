/// Networks of one structure in any width, under the name by which the experiment file calls them.
public struct NetworkFamily: Sendable {
    /// The name in the experiment file, in results and in messages, such as `vgg9`.
    public let name: String
    /// Channels of the global network's first stage where the experiment names none.
    public let defaultWidth: Int
    let layers: @Sendable (_ width: Int) -> [Layer]
    /// What the layers' tensors are called, the class layer's at the end; nil: by their numbers.
    var names: [String]?
    /// How many layers there are to the end of each stage: what stays together where stages are frozen.
    let stages: [Int]
    /// What modules, or single tensors, are called in other collections of weights, and here.
    public var otherNames: [String: String] = [:]

    /// All families, in the order in which messages name them.
    ///
    /// A further one is a file beside this one, and a word here.
    public static let all: [NetworkFamily] = [
        .vgg3, .vgg3Plain, .vgg9, .vgg9Plain, .vgg16, .resnet20, .resnet18, .resnet50, .densenet121,
        .efficientNetLite0, .convNeXtTiny,
    ]
}

extension Network {
    /// The network of a family whose first stage has `width` channels, without its class layer.
    public init(_ family: NetworkFamily, width: Int) {
        self.init(name: family.name, layers: family.layers(width), names: family.names, stages: family.stages)
    }
}

extension NetworkFamily: Hashable {
    /// Families are told apart by their names.
    public static func == (one: NetworkFamily, other: NetworkFamily) -> Bool { one.name == other.name }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
