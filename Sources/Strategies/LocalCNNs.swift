import TesseraCluster
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The local CNNs: one network a subdomain, each trained by itself with the global labels; nothing is exchanged
/// (arXiv 2408.14442, section 2.1).
extension ExperimentRun {
    /// Trains the networks of these subdomains, and of their folds where there are any, as many at once as there are
    /// workers.
    ///
    /// - Parameters:
    ///   - subdomains: their numbers in the grid.
    ///   - team: the processes that share each network's batches; this one alone by default.
    /// - Returns: the network of each of `subdomains`, in that order.
    /// - Throws: what training a network throws, of the first that failed; `ThreadError`.
    package func trainLocals(_ subdomains: [Int], in team: Cluster = .alone) throws -> [TrainedNetwork] {
        let count = subdomains.count
        // Processes that share batches do so for one network after another, all in the same order.
        let workers = team.count > 1 ? Workers(count: 1, devices: workers.devices) : workers
        let networks = try workers.map(count * (1 + folds), threads: experiment.training.threads.local) { job, worker in
            let (round, place) = job.quotientAndRemainder(dividingBy: count)
            return round == 0
                ? try trainLocal(subdomains[place], on: worker, in: team)
                : try trainFold(round - 1, ofLocal: subdomains[place], on: worker, in: team)
        }
        return networks.prefix(count).enumerated().map { place, network in
            var network = network
            network.folded = folded((1..<1 + folds).map { networks[$0 * count + place] })
            return network
        }
    }

    private func trainLocal(_ index: Int, on worker: Worker, in team: Cluster) throws -> TrainedNetwork {
        let kept = Set(keptForFusion)
        let rest = kept.isEmpty ? nil : dataset.training.labels.indices.filter { !kept.contains($0) }
        return try trained(
            .local(index), view: views[index], samples: samples, learningFrom: rest, on: worker, by: team
        ) {
            try plan.localNetwork(index, key: $1, on: $0)
        }
    }

    /// How each local network does by itself.
    package func localResults(_ locals: [TrainedNetwork]) -> [LocalResult] {
        locals.enumerated().compactMap { index, local in
            guard let training = score(local.opinions, .training), let validation = score(local.opinions, .validation)
            else { return nil }
            return LocalResult(
                subdomain: index, training: training, validation: validation, test: score(local.opinions, .test),
                seconds: local.seconds, learnt: local.hasLearnt)
        }
    }

    /// The local networks' opinions on a part, or on its samples mirrored; nil where the data lacks it, or nobody asks for
    /// these.
    package func opinions(_ locals: [TrainedNetwork], _ part: DataPart, mirrored: Bool = false) -> Opinions? {
        guard let samples = samples(part), !mirrored || experiment.evaluate.mirror else { return nil }
        return Opinions(
            logProbabilities: locals.map { (mirrored ? $0.mirroredOpinions : $0.opinions)[part] ?? [] },
            features: asksForFeatures
                ? locals.map { (mirrored ? $0.mirroredFeatures : $0.features)[part] ?? [] } : [],
            labels: samples.labels, classes: classes)
    }
}

extension [TrainedNetwork] {
    /// The work of all of them.
    package var seconds: Double { reduce(0) { $0 + $1.seconds } }
    /// Passes over the training samples: of all boxes, so the mean of the networks'.
    package var epochs: Int { isEmpty ? 0 : Int((Double(reduce(0) { $0 + $1.epochs }) / Double(count)).rounded()) }
    /// The slowest of them.
    package var parallelSeconds: Double { map(\.seconds).max() ?? 0 }
    /// The work that the dense net asks for before it can learn: all of them, and their folds.
    package var secondsWithFolds: Double { reduce(0) { $0 + $1.seconds + ($1.folded?.seconds ?? 0) } }
    /// The slowest of them with its folds.
    package var parallelSecondsWithFolds: Double { map { $0.seconds + ($0.folded?.seconds ?? 0) }.max() ?? 0 }
    /// Whole images that went through the folds' trainings.
    package var foldPasses: Int { isEmpty ? 0 : reduce(0) { $0 + ($1.folded?.passes ?? 0) } / count }
}
