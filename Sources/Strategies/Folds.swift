import TesseraCluster
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// What local networks think of training samples that they have not been trained on, fold by fold: what the dense net
/// learns from where `fusion.folds` is above 1.
///
/// Stacked generalisation (Wolpert 1992): on samples that they know, local networks are surer than on others.
package struct FoldedOpinions: Sendable, Equatable {
    /// Log-probabilities [samples x classes] of the training samples, each by the network that did not see it.
    package var logProbabilities: [Float]
    /// Seconds of the folds' trainings.
    package var seconds: Double
    /// Training samples that went through these trainings.
    package var passes: Int
}

extension ExperimentRun {
    /// The number of held-out folds; 0: none, or nobody learns from them.
    package var folds: Int {
        hasNetsOnFrozenNetworks && experiment.fusion.folds > 1 ? experiment.fusion.folds : 0
    }

    /// Trains the network of a subdomain on all folds but one; its opinions on that one are those on its validation
    /// part.
    package func trainFold(_ fold: Int, ofLocal index: Int, on worker: Worker, in team: Cluster) throws
        -> TrainedNetwork
    {
        let (rest, held) = dataset.training.split(isHeld: foldOfSample.map { $0 == fold })
        var parts: [DataPart: any SampleSource] = [.training: rest, .validation: held]
        // Nothing is chosen on samples that the network must not have seen.
        if experiment.training.patience != nil || experiment.training.restoreBest {
            parts[.holdout] = holdout ?? dataset.validation
        }
        let samples = { (part: DataPart) in parts[part] }
        return try trained(
            .fold(fold, ofLocal: index), view: views[index], samples: samples, asked: [.validation], on: worker,
            by: team
        ) { try plan.localNetwork(index, key: $1, on: $0) }
    }

    /// Puts the opinions of a subdomain's folds together, in the training samples' order.
    package func folded(_ networks: [TrainedNetwork]) -> FoldedOpinions? {
        guard !networks.isEmpty else { return nil }
        let folds = foldOfSample
        var next = [Int](repeating: 0, count: networks.count)
        var values: [Float] = []
        values.reserveCapacity(folds.count * classes)
        for fold in folds {
            let start = next[fold] * classes
            values += networks[fold].opinions[.validation]?[start..<start + classes] ?? []
            next[fold] += 1
        }
        let passes = networks.enumerated().reduce(0) { sum, network in
            sum + network.element.epochs * folds.count { $0 != network.offset }
        }
        return FoldedOpinions(logProbabilities: values, seconds: networks.seconds, passes: passes)
    }
}
