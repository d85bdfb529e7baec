import ArgumentParser
import Foundation
import TesseraCluster
import TesseraDatasets
import TesseraDecomposition
import TesseraEvaluating
import TesseraExperiments
import TesseraExport
import TesseraFiles
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraStudies
import TesseraThreads
import TesseraTorch
import TesseraTraining

/// How the command ends when it cannot do what it was asked to: a sentence on standard error and an exit status.
enum Failure {
    /// The statuses that outside programs rely on.
    enum Status: Int32 {
        case training = 1
        case usage = 64
        case input = 65
        case missing = 69
        case bug = 70
        case output = 74
        case tryLater = 75
    }

    /// Ends the process with `status`, or as output that could not be written asks for where all else went well.
    static func end(with status: Int32) -> Never {
        guard status == 0, let failure = StandardOutput.failure else { Foundation.exit(status) }
        exit(with: OutputError(cause: failure))
    }

    /// Ends the process as `error` asks for.
    static func exit(with error: any Error) -> Never {
        let study = error as? InterruptedStudy
        if let interrupted = study?.cause ?? error as? Interrupted {
            let (what, status) =
                switch interrupted {
                case .signal(let number): (number == SIGTERM ? "terminated" : "interrupted", 128 + number)
                case .timeLimit: ("the time limit is reached", Status.tryLater.rawValue)
                }
            printError("\(what); continue with the same command" + (study == nil ? " and --resume" : ""))
            Foundation.exit(status)
        }
        // The leader has told what failed where.
        if let elsewhere = error as? FailedElsewhere { Foundation.exit(elsewhere.status) }
        // The command has said what is wrong.
        if let code = error as? ExitCode { end(with: code.rawValue) }
        guard let status = status(of: error) else { exit(parsing: error) }
        printError("error: \(message(of: error))", keepingNewlines: true)
        Foundation.exit(status.rawValue)
    }

    /// The status of an error of the project's own; nil for the argument parser's.
    static func status(of error: any Error) -> Status? {
        switch error {
        case let error as FailedTogether: error.status
        case let error as ClusterError: if case .lost = error { .training } else { .missing }
        case let error as NetworkFailure: status(of: error.cause) ?? .bug
        case DatasetError.missingLibrary: .missing
        case is ExperimentError, is DatasetError, is GridError, is SafetensorsError, is DamagedFile,
            is ExportError:
            .input
        case let error as RunError:
            switch error {
            case .inUse, .runInUse: .tryLater
            case .noSuchSubdomain: .usage
            default: .input
            }
        case let error as FileError: error.action == .written ? .output : .input
        case let error as TorchError:
            switch error.kind {
            case .device: .missing
            case .memory: .training
            case .invalid: .bug
            }
        case is Diverged: .training
        case is ThreadError: .missing
        case is CommandError, is EvaluationError, is ReportError, is StudyError: .input
        case is PictureError, is OutputError: .output
        case is ValidationError, is CleanExit, is ExitCode: nil
        default: Tessera.exitCode(for: error) == .failure ? .bug : nil
        }
    }

    /// What went wrong; where it takes several lines, names in it cannot make one.
    static func message(of error: any Error) -> String {
        let isCleaned = error is ExperimentError || error is FailedTogether || error is NetworkFailure
        return words(of: error).printable(keepingNewlines: isCleaned)
    }

    private static func words(of error: any Error) -> String {
        if let error = error as? NetworkFailure { return "\(error.network): \(message(of: error.cause))" }
        guard let error = error as? TorchError else { return "\(error)" }
        return switch error.kind {
        case .device: error.message
        case .memory:
            "memory ran out in \(error.operation) (\(error.message)); use fewer --workers, a smaller "
                + "training.batchSize or a smaller network.width, then continue with --resume"
        case .invalid: "this is a bug in tessera, please report it: \(error)"
        }
    }

    /// Help, version and wrong usage.
    private static func exit(parsing error: any Error) -> Never {
        let code = Tessera.exitCode(for: error)
        guard code != .success else {
            StandardOutput.writeAsIs(Tessera.fullMessage(for: error) + "\n")
            end(with: 0)
        }
        // The parser's own text ends with the usage; its first part says what is wrong.
        // What it quotes of the command line cannot break a line.
        let message = CommandLine.arguments.reduce(Tessera.message(for: error)) { text, argument in
            argument.isEmpty ? text : text.replacing(argument, with: argument.printable())
        }
        printError("error: \(message)\nSee 'tessera --help'.", keepingNewlines: true)
        Foundation.exit(Status.usage.rawValue)
    }
}

/// A mistake in how a command fits its data.
struct CommandError: Error, CustomStringConvertible {
    let description: String
}

/// Writes a line to standard error.
///
/// Names of users in it cannot make another, or steer the terminal. With `keepingNewlines` it is several lines, whose
/// names have been cleaned.
func printError(_ line: String, keepingNewlines: Bool = false) {
    let text = line.printable(keepingNewlines: keepingNewlines)
    // There is nobody to tell where this fails.
    try? DescriptorWriter(descriptor: STDERR_FILENO).write(text + "\n")
}
