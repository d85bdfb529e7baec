import Cluster
import Experiments
import Models
import Randomness
import Torch

/// The local CNNs: one network a subdomain, each trained by itself with the global labels; nothing is exchanged
/// (arXiv 2408.14442, section 2.1).
extension ExperimentRun {
    /// The networks of these subdomains, as many at once as there are workers.
    ///
    /// - Parameter team: the processes that share each network's batches; this one alone by default.
    func trainLocals(_ subdomains: [Int], in team: Cluster = .alone) throws -> [TrainedNetwork] {
        try workers.map(subdomains.count, threads: experiment.training.threads.local) { job, worker in
            let index = subdomains[job]
            let key = key.derived("local").derived(index)
            return try trained(
                "local \(twoDigits(index))", stage: .local, in: folder.local(index), box: boxes[index], key: key,
                on: worker, by: team
            ) { try plan.localNetwork(index, key: key.derived("weights"), on: $0) }
        }
    }

    /// How each local network does by itself.
    func localResults(_ locals: [TrainedNetwork]) -> [LocalResult] {
        locals.enumerated().compactMap { index, local in
            guard let training = score(local.opinions, .training), let validation = score(local.opinions, .validation)
            else { return nil }
            return LocalResult(
                subdomain: index, training: training, validation: validation, test: score(local.opinions, .test),
                seconds: local.seconds)
        }
    }

    /// The local networks' opinions on a part; nil where the data lacks it.
    func opinions(_ locals: [TrainedNetwork], _ part: Part) -> Opinions? {
        samples(part).map { samples in
            Opinions(
                logProbabilities: locals.map { $0.opinions[part] ?? [] }, labels: samples.labels, classes: classes)
        }
    }
}

extension [TrainedNetwork] {
    /// The work of all of them.
    var seconds: Double { reduce(0) { $0 + $1.seconds } }
    /// Passes over the training samples: of all boxes, so the mean of the networks'.
    var epochs: Int { isEmpty ? 0 : Int((Double(reduce(0) { $0 + $1.epochs }) / Double(count)).rounded()) }
    /// The slowest of them.
    var parallelSeconds: Double { map(\.seconds).max() ?? 0 }
}
