import ArgumentParser
import Foundation
import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// Runs the command `tessera` with the arguments of the process, and ends the process with its status.
///
/// A program with strategies of its own is a file of a strategy and a call of this.
///
/// - Parameter strategies: those that experiments may name, runs may have and options may ask for.
public func runCommandLine(strategies: StrategyRegistry = .builtIn) -> Never {
    openStandardDescriptors()
    // A closed pipe or terminal must not end a training: writing to it fails instead.
    signal(SIGPIPE, SIG_IGN)
    // Likewise a limit on the size of files.
    signal(SIGXFSZ, SIG_IGN)
    Runtime.chooseKernels()
    Known.$strategies.withValue(strategies) { () -> Never in
        do {
            var command = try Tessera.parseAsRoot()
            try command.run()
            Failure.end(with: 0)
        } catch {
            Failure.exit(with: error)
        }
    }
}

/// The command line: parses, wires the rooms together, prints.
struct Tessera: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Trains image and volume classifiers by domain decomposition.",
        discussion: """
            A picture is cut into subdomains; a small CNN is trained on each, without communication; a dense net \
            fuses their opinions. One command trains and compares all strategies:

              tessera train Experiments/fashion-mnist.yaml
            """,
        version: "\(tesseraVersion) (libtorch \(Runtime.version), \(InstructionSet.current.name))",
        subcommands: [
            TrainCommand.self, StudyCommand.self, EvaluateCommand.self, PredictCommand.self, ExportCommand.self,
            ReportCommand.self,
            LandscapeCommand.self, DataCommand.self, DoctorCommand.self,
        ])
}

/// Makes sure that 0, 1 and 2 are open: where the caller has closed one, the next file opened (weights, say) would get
/// its number, and progress would be written into it.
private func openStandardDescriptors() {
    var descriptor: Int32 = 0
    repeat { descriptor = open("/dev/null", O_RDWR) } while (0...2).contains(descriptor)
    if descriptor > 2 { close(descriptor) }
}
