import ArgumentParser
import Foundation
import Training

/// The command line: parses, wires the rooms together, prints.
@main
struct Tessera: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "Trains image classifiers by domain decomposition.",
        discussion: """
            A picture is cut into subdomains; a small CNN is trained on each, without communication; a dense net \
            fuses their opinions. One command trains and compares all strategies:

              tessera train Experiments/fashion-mnist.yaml
            """,
        version: tesseraVersion,
        subcommands: [TrainCommand.self, DataCommand.self])

    static func main() {
        // A closed pipe or terminal must not end a training: writing to it fails instead.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.exit(with: error)
        }
    }
}
