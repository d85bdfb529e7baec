import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// A run that goes on with more epochs than it was begun with.
extension ExperimentRun {
    /// Takes back what rests on networks that will be trained further: their strategies' results, and networks that
    /// were trained on theirs.
    ///
    /// Killed half-way, the next call does the rest: the folder's experiment is replaced only afterwards.
    package func takeBackWhatMoreEpochsChange() throws {
        guard folder.isBegun else { return }
        let stored = try folder.readExperiment()
        let longer = experiment.stagesWithMoreEpochs(than: stored)
        guard !longer.isEmpty else { return }
        try folder.check(for: record)
        for stage in longer {
            for (id, folder) in networks(of: stage) {
                guard let history = try folder.finishedHistory(), !hasEndedEarly(history, stored.training.epochs[stage])
                else { continue }
                guard folder.hasKept(epoch: history.count) else {
                    throw RunError.cannotGoOn(id, epochs: history.count)
                }
            }
        }
        let stale = stages(restingOn: longer)
        if var results = try folder.readResults() {
            let names = Set(
                folder.strategies.strategies.filter { !stale.isDisjoint(with: $0.stages(in: experiment)) }.map(\.name))
            results.strategies.removeAll { names.contains($0.strategy) }
            if stale.contains(.local) { results.locals = [] }
            try folder.write(results)
        }
        for stage in stale.subtracting(longer) {
            for (_, folder) in networks(of: stage) { try folder.forget() }
        }
    }

    /// These stages, and all whose networks were trained on theirs.
    private func stages(restingOn longer: [Stage]) -> Set<Stage> {
        var stale = Set(longer)
        // Strategies stand behind those that they rest on.
        for strategy in folder.strategies.strategies {
            guard let own = strategy.stage, !stale.isDisjoint(with: strategy.stages(in: experiment)) else { continue }
            stale.insert(own)
        }
        return stale
    }

    /// Whether a training was ended by its patience.
    private func hasEndedEarly(_ history: [EpochRecord], _ epochs: Int) -> Bool { history.count < epochs }

    private func networks(of stage: Stage) -> [(id: NetworkID, NetworkFolder)] {
        NetworkID.all(of: stage, subdomains: views.count, folds: folds).map { ($0, folder.network($0)) }
    }
}
