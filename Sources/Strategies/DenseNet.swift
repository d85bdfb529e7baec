import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// A strategy whose net on the opinions is the experiment's `fusion`: dense layers.
package protocol DenseNet: StrategyMethod {}

extension DenseNet {
    /// The dense net.
    public func net(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> (any Classifier)? {
        try plan.fusionNetwork(key: key, on: device)
    }

    /// Those of its layers.
    public func netParameters(_ plan: NetworkPlan) throws -> Int { try plan.parameters().fusion }

    /// The mean of the local networks' class layers.
    public func beginAsMean(
        _ net: any Classifier, _ plan: NetworkPlan, key: RandomKey, local: (Int) throws -> SingleNetwork
    ) throws {
        let fusion = plan.experiment.fusion
        guard fusion.input == .features, fusion.weights == .mean, let net = net as? SingleNetwork else { return }
        try net.beginAsMean(ofClassLayers: plan.views.indices.map { try local($0).classLayer.map(\.tensor) }, key: key)
    }

    /// The opinions side by side, the net's layers, a softmax.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        let experiment = plan.experiment
        let opinions = try graph.fusionInputs(experiment.fusion.input)
        let joined = graph.node("Concat", opinions, name: "opinions", ["axis": .integer(1)])
        let network = experiment.fusionNetwork.classifying(plan.classes)
        return graph.probabilities(
            ofLogits: try graph.layers(network, joined, features: plan.fusionShape.channels))
    }
}
