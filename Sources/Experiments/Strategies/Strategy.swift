/// A way to classify, as experiments know it: its name, which networks look at the pictures, and what it trains.
///
/// How it trains, decides and is drawn is told where strategies are implemented.
public struct Strategy: Sendable {
    /// Which networks look at pictures.
    public enum Structure: Sendable, Hashable {
        /// One network, on whole samples.
        case whole
        /// A network a subdomain, each trained alone.
        case independent
        /// A network a subdomain and a dense net, trained as one model.
        case joined
    }

    /// Its name in the experiment file, in results and in messages.
    public let name: String
    /// Which networks look at pictures.
    public let structure: Structure
    /// What trains the network that it has for itself; nil: it has none.
    public let stage: Stage?
    /// Whether what it calls probabilities are shares of votes: then the decided class need not have the largest, and
    /// there is no loss.
    public let areVotes: Bool
    private let before: [Stage]
    private let also: @Sendable (Experiment) -> [Stage]

    /// A strategy.
    ///
    /// - Parameters:
    ///   - name: small letters, digits and `-`.
    ///   - structure: which networks look at pictures.
    ///   - before: the stages that are trained before; default: local networks where they are independent.
    ///   - also: further ones that an experiment may ask for.
    ///   - stage: what trains the network that it has for itself.
    ///   - areVotes: whether what it calls probabilities are shares of votes.
    public init(
        _ name: String, _ structure: Structure, after before: [Stage]? = nil,
        and also: @escaping @Sendable (Experiment) -> [Stage] = { _ in [] }, stage: Stage? = nil, areVotes: Bool = false
    ) {
        (self.name, self.structure, self.stage, self.areVotes) = (name, structure, stage, areVotes)
        (self.before, self.also) = (before ?? (structure == .independent ? [.local] : []), also)
    }

    /// The stages that its result rests on in any experiment, in the order of their trainings; its own is the last.
    public var stages: [Stage] { before + own }

    /// Those that it rests on in this experiment.
    public func stages(in experiment: Experiment) -> [Stage] { before + also(experiment) + own }

    private var own: [Stage] { stage.map { [$0] } ?? [] }
}

extension Strategy: Hashable {
    /// Strategies are told apart by their names.
    public static func == (one: Strategy, other: Strategy) -> Bool { one.name == other.name }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension [Strategy] {
    /// The strategy of a name; nil where there is none.
    public subscript(named name: String) -> Strategy? { first { $0.name == name } }

    /// The stages that they train, in the order in which a run does.
    public var stages: [Stage] {
        reduce(into: []) { all, strategy in all += strategy.stages.filter { !all.contains($0) } }
    }
}
