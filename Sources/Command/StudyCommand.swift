import ArgumentParser
import Foundation
import TesseraCluster
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraStudies
import TesseraTraining

/// `tessera study`.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Trains a list of experiments and writes tables of their results.",
        discussion: """
            What is done is skipped, also where only its small files are kept; what was interrupted goes on. The \
            tables are written anew after each run.

            Examples:
              tessera study Experiments/tables.yaml quick
              tessera study Experiments/tables.yaml quick --only cifar10-vgg9-2x2
              tessera study Experiments/tables.yaml --tables
            """)

    @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var study: String

    @Argument(help: "Sets of the study; default: all.")
    var sets: [String] = []

    @Option(
        help: ArgumentHelp("Trains just these rows.", valueName: "row,row"),
        transform: { text in
            let names = text.split(separator: ",").map(String.init)
            guard !names.isEmpty else { throw ValidationError("write names of rows, with commas between them") }
            return names
        })
    var only: [String] = []

    @Flag(help: "Trains nothing, writes the tables.")
    var tables = false

    @Option(help: ArgumentHelp("Where run folders are.", valueName: "dir"), completion: .directory)
    var output = "runs"

    @Option(help: "Networks trained at once; default: one a core, or one a GPU. Results do not depend on it.")
    var workers: Int?

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func validate() throws {
        if let workers, workers < 1 { throw ValidationError("--workers must be 1 or more, not \(workers).") }
    }

    func run() throws {
        guard try Cluster.processesStartedTogether == 1 else {
            throw CommandError(
                description: "a study trains one run after another in one process; start each run with tessera train")
        }
        let study = try Study.load(path: study, knowing: Known.strategies.strategies)
        let all = try StudyRun.all(
            of: study, at: self.study, runs: output, strategies: Known.strategies)
        try checkNames(study)
        try checkFolders(study)
        let wanted = all.filter {
            (sets.isEmpty || sets.contains($0.set ?? "")) && (only.isEmpty || only.contains($0.row.name))
        }
        let missing = tables ? [] : wanted.filter { !$0.isKept }
        if !tables { printError("\(wanted.count) runs, \(wanted.count - missing.count) of them done") }
        try StudyPage(study, file: self.study, all).write()
        var failures = 0
        for (index, run) in missing.enumerated() {
            printError("\n== \(run.title), \(index + 1) of \(missing.count)", keepingNewlines: true)
            do {
                try run.train { experiment, folder in
                    try TrainingSession(
                        experiment: experiment, folder: folder, workers: workers, device: device,
                        mayExist: folder.isBegun
                    ).run()
                }
            } catch let interrupted as Interrupted {
                throw InterruptedStudy(cause: interrupted)
            } catch {
                // The others may well be fine.
                printError("error: \(run.title): \(Failure.message(of: error))", keepingNewlines: true)
                failures += 1
            }
            try StudyPage(study, file: self.study, all).write()
        }
        StandardOutput.write(line: "Tables: \(study.page)")
        if failures > 0 {
            throw CommandError(
                description: "\(failures) of \(missing.count) runs failed; see above, then call this again")
        }
    }

    /// What is kept takes the place of what is there: that must not be a run with its weights.
    private func checkFolders(_ study: Study) throws {
        func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
        let (runs, kept) = (parts(output), parts(study.results))
        guard !runs.starts(with: kept), !kept.starts(with: runs) else {
            throw CommandError(
                description: "\(self.study): results are kept in \(study.results), and runs are trained in \(output); "
                    + "name folders beside each other, with results or --output")
        }
    }

    private func checkNames(_ study: Study) throws {
        for (what, names, known) in [("set", sets, study.sets), ("row", only, study.rows.map(\.name))] {
            if let name = names.first(where: { !known.contains($0) }) {
                throw ValidationError(
                    "\(self.study) has no \(what) '\(name)'; it has " + known.joined(separator: ", "))
            }
        }
    }
}

/// A study that was asked to stop; the same command goes on.
struct InterruptedStudy: Error {
    let cause: Interrupted
}
