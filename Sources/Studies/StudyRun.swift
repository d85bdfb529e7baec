import Foundation
import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// One run of a study: a row of it with one seed.
package struct StudyRun {
    package let set: String?
    package let row: Study.Row
    package let seed: Int
    package let experiment: Experiment
    /// Where it is trained.
    private let folder: RunFolder
    /// Where its small files are kept when it is done.
    package let kept: RunFolder

    /// Every run of a study: set by set, in each of them seed by seed, so that all rows have their first before any has
    /// its second.
    ///
    /// - Parameters:
    ///   - study: what the study file says.
    ///   - path: the study file.
    ///   - runs: the folder of run folders.
    ///   - strategies: those that experiments may name.
    /// - Returns: the runs in the order in which they are trained.
    /// - Throws: `ExperimentError` where an experiment file is missing or wrong: before anything is trained.
    package static func all(
        of study: Study, at path: String, runs: String, strategies: StrategyRegistry
    ) throws -> [StudyRun] {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
        func resolved(_ set: String?, _ file: String) -> String {
            file.hasPrefix("/") ? file : ([place] + [set].compactMap(\.self) + [file]).joined(separator: "/")
        }
        let name = studyName(path)
        return try study.setsOrNone.flatMap { set in
            // First seeds first: a row with one seed is worth more than three seeds of another.
            let numbers = study.rows.indices.flatMap { row in study.rows[row].seeds.indices.map { (row, $0) } }
            return try numbers.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { index, number in
                let (row, seed) = (study.rows[index], study.rows[index].seeds[number])
                let file = resolved(set, row.file)
                let overrides = row.set + ["seed=\(seed)"]
                let part = ([name] + [set].compactMap(\.self) + [row.name, "seed-\(seed)"]).joined(separator: "/")
                return StudyRun(
                    set: set, row: row, seed: seed,
                    experiment: try Experiment.load(
                        path: file, overrides: overrides, knowing: strategies.strategies),
                    folder: RunFolder(path: "\(runs)/\(part)", strategies: strategies),
                    kept: RunFolder(path: "\(study.results)/\(part)", strategies: strategies))
            }
        }
    }

    /// What messages call it.
    package var title: String { [set, row.name].compactMap(\.self).joined(separator: "/") + ", seed \(seed)" }

    /// Those that networks were trained on: what is kept counts the share for choices, too.
    package var trainingSamples: Double {
        Double(kept.sampleCounts["training"] ?? 0) * (1 - experiment.training.holdout)
    }

    /// Whether its results are kept, as the experiment is now; what cannot be read is not.
    package var isKept: Bool { (try? kept.isDone(experiment)) ?? false }

    /// Trains what is missing and keeps the small files.
    ///
    /// - Parameter train: trains an experiment in a folder to its end; what is there may go on.
    /// - Throws: `StudyError` where the run's folder holds the experiment as it was before a change; whatever a
    ///   training throws.
    package func train(_ train: (Experiment, RunFolder) throws -> Void) throws {
        if folder.isBegun {
            let stored = try folder.readExperiment()
            guard experiment.givesTheResults(of: stored) else {
                let changes = experiment.changes(from: stored).filter { $0.key != "training.precision" }
                throw StudyError(
                    description: "\(folder.path) holds the experiment as it was before a change ("
                        + changes.map(\.description).joined(separator: "; ") + "); remove it to train this run again")
            }
        }
        if try !folder.isDone(experiment) { try train(experiment, folder) }
        var experiment = experiment
        experiment.training.precision = try folder.readExperiment().training.precision
        try folder.keep(as: experiment, at: kept.path)
    }
}

extension Study {
    /// Its sets; nil, the one without a name, where it has none.
    package var setsOrNone: [String?] { sets.isEmpty ? [nil] : sets }
}

/// What a study is called: its file's name.
package func studyName(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
}
