import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// A network that is trained, and what it thinks of the data.
package struct TrainedNetwork: Sendable {
    /// Log-probabilities [samples x classes] of each part.
    package var opinions: [DataPart: [Float]]
    /// What stands before the class layer [samples x features] of each part; empty where nobody asks for it.
    package var features: [DataPart: [Float]] = [:]
    /// Of a local network: what it thinks of the mirrored samples; empty where nobody asks for it.
    package var mirroredOpinions: [DataPart: [Float]] = [:]
    /// The features of the mirrored samples.
    package var mirroredFeatures: [DataPart: [Float]] = [:]
    /// Seconds of training steps and of asking for the opinions.
    package var seconds: Double
    /// Passes over the training samples.
    package var epochs: Int
    /// Whether its training has learnt anything; true where nobody can tell.
    package var hasLearnt = true
    /// Of a local network: what those trained without a sample think of it; nil where there are no folds.
    package var folded: FoldedOpinions?
}

extension ExperimentRun {
    /// Asks a trained model what it thinks of samples.
    ///
    /// - Parameters:
    ///   - model: what is asked.
    ///   - id: which it is.
    ///   - known: what it is known to think already.
    ///   - sources: the samples of each part.
    ///   - asked: the parts that it is asked about.
    ///   - batchSize: the recipe's.
    ///   - device: where it is.
    ///   - stop: is looked at before each batch.
    /// - Returns: its opinions, and of a local network its features where a net learns from them; where samples are looked at
    ///   mirrored, too, a local network's of both looks, of any other the mean of its opinions. Its training is left open.
    /// - Throws: `Interrupted` when asked to stop; `TorchError`.
    func ask<Source: BatchSource>(
        _ model: any Classifier, _ id: NetworkID, known: [DataPart: [Float]], of sources: [DataPart: Source],
        asked: Set<DataPart>, batchSize: Int, device: Device, stop: StopFlag
    ) throws -> TrainedNetwork {
        var network = TrainedNetwork(opinions: known, seconds: 0, epochs: 0)
        let (isLocal, wantsFeatures) = (id.stage == .local, id.stage == .local && asksForFeatures)
        // Folds' networks are asked for what a net learns from, and that is of samples as they are.
        let looksTwice = if case .fold = id { false } else { experiment.evaluate.mirror }
        func answers(on source: Source) throws -> (opinions: [Float], features: [Float]?) {
            if wantsFeatures, let local = model as? SingleNetwork {
                let both = try opinionsAndFeatures(
                    of: local, on: source, batchSize: batchSize, device: device, stop: stop)
                return (both.logProbabilities, both.features)
            }
            return (try logProbabilities(of: model, on: source, batchSize: batchSize, device: device, stop: stop), nil)
        }
        // In one order: processes that ask one model together must ask for the same.
        for part in DataPart.allCases where asked.contains(part) {
            guard let source = sources[part] else { continue }
            if known[part] == nil || wantsFeatures {
                (network.opinions[part], network.features[part]) = try answers(on: source)
            }
            guard looksTwice, let mirrored = source.mirrored else { continue }
            let other = try answers(on: mirrored)
            if isLocal {
                (network.mirroredOpinions[part], network.mirroredFeatures[part]) = other
            } else {
                network.opinions[part] = averagedProbabilities(network.opinions[part] ?? [], other.opinions)
            }
        }
        return network
    }

    /// Whether a net learns from the features of frozen local networks.
    package var asksForFeatures: Bool { experiment.fusion.input == .features && hasNetsOnFrozenNetworks }

    /// Whether a strategy's net learns from what frozen local networks say of samples.
    package var hasNetsOnFrozenNetworks: Bool {
        experiment.strategies.contains { $0.stages(in: experiment).contains { !$0.seesPictures } }
    }
}
