/// What is trained by itself, and may be trained in its own way: a key of maps such as `training.epochs`.
public struct Stage: Sendable, Hashable {
    /// Its key in the experiment file, the folder of its network in a run, and what messages call that.
    public let name: String
    /// Whether its networks look at pictures; else at what others say of them, which takes no time: such a network
    /// always trains in float32, and no image passes through it.
    public let seesPictures: Bool

    /// A stage.
    ///
    /// - Parameters:
    ///   - name: small letters, digits and `-`.
    ///   - seesPictures: whether its networks look at pictures rather than at opinions.
    public init(_ name: String, seesPictures: Bool = true) {
        (self.name, self.seesPictures) = (name, seesPictures)
    }

    /// The global network.
    public static let global = Stage("global")
    /// A local network.
    public static let local = Stage("local")
    /// The dense net on frozen local networks.
    public static let cnnDNN = Stage("cnn-dnn", seesPictures: false)
    /// The joined model from scratch.
    public static let coherent = Stage("coherent")
    /// The joined model after its local networks.
    public static let transfer = Stage("transfer")

    /// Those of the paper's strategies, in the order in which a run trains them.
    public static let paper = [Strategy].paper.stages

    /// Stages are told apart by their names.
    public static func == (one: Stage, other: Stage) -> Bool { one.name == other.name }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
