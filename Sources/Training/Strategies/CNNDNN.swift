import Experiments
import Foundation
import Models
import Networks
import Randomness
import Torch

/// CNN-DNN: a dense net on the K x N opinions of the local networks, which are frozen (arXiv 2408.14442, section 2.1).
extension ExperimentRun {
    func trainCNNDNN(on locals: [TrainedNetwork]) throws -> StrategyResult {
        let fusion = try trainFusion(on: locals)
        return result(
            .cnnDNN, fusion.opinions, seconds: locals.seconds + fusion.seconds,
            parallelSeconds: locals.parallelSeconds + fusion.seconds, epochs: locals.epochs)
    }

    /// The dense net, trained on the local networks' opinions on the training samples.
    func trainFusion(on locals: [TrainedNetwork]) throws -> TrainedNetwork {
        let key = key.derived("cnn-dnn")
        let sources = sources { part in
            opinions(locals, part).map {
                VectorBatches(
                    $0.fusionInputs(experiment.fusion.input), features: plan.fusionShape.channels, labels: $0.labels)
            }
        }
        return try workers.map(1, threads: experiment.training.threads.cnnDNN) { _, worker in
            try trained("cnn-dnn", stage: .cnnDNN, in: folder.fusion, on: sources, key: key, on: worker) {
                try plan.fusionNetwork(key: key.derived("weights"), on: $0)
            }
        }[0]
    }
}

extension Opinions {
    /// What the dense net gets, [samples x (N x K)]: a sample's opinions of all local networks side by side.
    func fusionInputs(_ input: FusionInput) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(labels.count * classes * logProbabilities.count)
        for sample in labels.indices {
            for local in logProbabilities {
                switch input {
                case .logProbabilities: values += local[row(sample)]
                case .probabilities: values += local[row(sample)].map { exp($0) }
                }
            }
        }
        return values
    }
}
