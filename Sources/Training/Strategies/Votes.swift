import Experiments

/// The two ways to fuse that train nothing.
extension ExperimentRun {
    func average(_ locals: [TrainedNetwork]) -> StrategyResult {
        let fused = sources { part in opinions(locals, part).map(AverageProbability.logProbabilities) }
        return result(
            .average, fused, seconds: locals.seconds, parallelSeconds: locals.parallelSeconds,
            epochs: locals.epochs)
    }

    func majority(_ locals: [TrainedNetwork]) -> StrategyResult {
        result(
            .majority, seconds: locals.seconds, parallelSeconds: locals.parallelSeconds,
            epochs: locals.epochs
        ) { part in
            opinions(locals, part).map { Score(decisions: MajorityVote.decisions($0), labels: $0.labels) }
        }
    }
}
