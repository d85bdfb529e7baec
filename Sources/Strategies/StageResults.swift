import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// The networks of one call of a run, each stage trained, or found trained, when the first strategy asks for it.
package final class StageResults {
    private let run: ExperimentRun
    private let found: [Stage: [TrainedNetwork]]
    private var networks: [Stage: [TrainedNetwork]] = [:]
    /// Told, once, of the local networks.
    private let onLocals: ([TrainedNetwork]) throws -> Void

    /// - Parameters:
    ///   - run: whose networks.
    ///   - found: the networks of stages that are trained already.
    ///   - onLocals: told, once, of the local networks.
    package init(
        of run: ExperimentRun, found: [Stage: [TrainedNetwork]],
        onLocals: @escaping ([TrainedNetwork]) throws -> Void
    ) {
        (self.run, self.found, self.onLocals) = (run, found, onLocals)
    }

    /// The networks of a stage: of `local` one a subdomain, of any other just one.
    package subscript(stage: Stage) -> [TrainedNetwork] {
        get throws {
            if let known = networks[stage] { return known }
            let trained = try found[stage] ?? train(stage)
            networks[stage] = trained
            if stage == .local { try onLocals(trained) }
            return trained
        }
    }

    private func train(_ stage: Stage) throws -> [TrainedNetwork] {
        guard stage != .local else { return try run.trainLocals(Array(run.views.indices)) }
        let method = run.folder.strategies.method(training: stage)
        let id = NetworkID.single(stage)
        return switch method.strategy.structure {
        case .whole: [try run.trainWhole(id)]
        case .independent: [try run.trainNet(of: method, as: id, on: self[.local])]
        case .joined: [try run.trainJoined(method, as: id)]
        }
    }
}

extension ExperimentRun {
    /// A strategy's result, what it rests on trained before.
    package func result(of strategy: Strategy, _ networks: StageResults) throws -> StrategyResult {
        let method = folder.strategies[strategy]
        let stages = strategy.stages(in: experiment)
        let all = try stages.map { (stage: $0, networks: try networks[$0]) }
        let locals = all.first { $0.stage == .local }?.networks ?? []
        let single = all.filter { $0.stage != .local }.flatMap { item in item.networks.map { (item.stage, $0) } }
        // Folds are trained for those who learn from what is said of samples.
        let hasFolds = stages.contains { !$0.seesPictures }
        let after = single.reduce(0) { $0 + $1.1.seconds }
        let epochs = single.reduce(0) { $0 + ($1.0.seesPictures ? $1.1.epochs : 0) }
        let localPasses = locals.epochs * (dataset.training.count - keptForFusion.count)
        let own = strategy.stage == nil ? nil : single.last?.1
        func score(_ part: DataPart) -> Score? {
            guard own == nil else { return self.score(own?.opinions ?? [:], part) }
            return opinions(locals, part).map { opinions in
                let fused = method.fused(opinions)
                let both = self.opinions(locals, part, mirrored: true).map {
                    fused.averaged(with: method.fused($0), classes: classes)
                }
                return (both ?? fused).score(labels: opinions.labels)
            }
        }
        guard let training = score(.training), let validation = score(.validation) else {
            preconditionFailure("\(strategy.name) has no score")
        }
        return StrategyResult(
            strategy: strategy.name, training: training, validation: validation, test: score(.test),
            seconds: (hasFolds ? locals.secondsWithFolds : locals.seconds) + after,
            parallelSeconds: (hasFolds ? locals.parallelSecondsWithFolds : locals.parallelSeconds) + after,
            imagePasses: epochs * dataset.training.count + localPasses + (hasFolds ? locals.foldPasses : 0),
            learnt: own?.hasLearnt, parameters: try plan.parameters(of: method))
    }
}
