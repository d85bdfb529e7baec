import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraTorch
import TesseraTraining

/// How a strategy is trained, decides, and is drawn in an exported graph; one type a strategy, in a file of its own.
///
/// Which networks look at the pictures, and which stages are trained before, its ``strategy`` says; they are trained,
/// placed, kept, resumed, measured and reported by that alone. What is left to tell is its net on the local networks'
/// opinions, or the rule that fuses them without one.
public protocol StrategyMethod: Sendable {
    /// What experiments know of it.
    var strategy: Strategy { get }

    /// The untrained net on the local networks' opinions: its input is [batch, N x K], or [batch, all features] where
    /// `fusion.input` is `features`; its output logits [batch, K].
    ///
    /// - Returns: nil, the default, where opinions are fused by a rule.
    func net(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> (any Classifier)?

    /// The trained values of that net, before it is made; the default makes one and counts.
    func netParameters(_ plan: NetworkPlan) throws -> Int

    /// Replaces initial weights of one model's parts by trained ones; the default leaves all as they are.
    ///
    /// - Parameters:
    ///   - locals: those of the local networks that this process has, with their numbers in the grid.
    ///   - net: nil where another process has it.
    ///   - folder: the run's.
    ///   - experiment: what is trained.
    /// - Throws: what reading trained weights from `folder` throws.
    func begin(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ net: (any Classifier)?, from folder: RunFolder,
        _ experiment: Experiment
    ) throws

    /// Has an untrained net on features begin as the mean of the local networks' opinions, where the experiment asks for
    /// that; the default leaves it as it is.
    ///
    /// - Parameters:
    ///   - net: as `net` has made it.
    ///   - plan: the networks.
    ///   - key: decides random weights.
    ///   - local: a local network as the model begins with it.
    /// - Throws: `TorchError`; what `local` throws.
    func beginAsMean(
        _ net: any Classifier, _ plan: NetworkPlan, key: RandomKey, local: (Int) throws -> SingleNetwork) throws

    /// What is decided by opinions where there is no net; of the global network its own are the one opinion.
    func fused(_ opinions: Opinions) -> Fused

    /// Draws what makes of the networks' opinions an output [batch, K], which is called `probabilities`.
    func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value
}

extension StrategyMethod {
    /// None: opinions are fused by a rule.
    public func net(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> (any Classifier)? { nil }

    /// Makes the net and counts.
    public func netParameters(_ plan: NetworkPlan) throws -> Int {
        let net = try net(plan, key: RandomKey(seed: 0), on: .cpu)
        return try net?.state.filter(\.isTrained).reduce(0) { try $0 + $1.tensor.count } ?? 0
    }

    /// All weights stay as they are.
    public func begin(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ net: (any Classifier)?, from folder: RunFolder,
        _ experiment: Experiment
    ) throws {}

    /// The net stays as it is.
    public func beginAsMean(
        _ net: any Classifier, _ plan: NetworkPlan, key: RandomKey, local: (Int) throws -> SingleNetwork
    ) throws {}

    /// For strategies whose net decides.
    public func fused(_ opinions: Opinions) -> Fused {
        preconditionFailure("\(strategy.name) has neither a net nor a rule that fuses opinions")
    }
}

extension StrategyMethod {
    /// The untrained net of a strategy that has one.
    package func madeNet(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> any Classifier {
        guard let net = try net(plan, key: key, on: device) else {
            preconditionFailure("\(strategy.name) has a stage of its own, but no net")
        }
        return net
    }
}
