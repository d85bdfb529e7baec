/// What the fusion net gets of the local networks.
public enum FusionInput: String, Sendable, Hashable, CaseIterable {
    /// The K probabilities of each local network (the paper's choice).
    case probabilities
    /// Their logarithms: a trained local network's probabilities crowd at 0 and 1, where these still differ.
    case logProbabilities
    /// What stands before each local network's class layer: all that it has found, not just what it thinks of it.
    case features
}
