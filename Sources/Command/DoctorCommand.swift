import ArgumentParser
import TesseraDatasets
import TesseraDoctor
import TesseraExperiments
import TesseraPlainText
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTorch

/// `tessera doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tells what is installed here, and what to do about what is missing.",
        discussion: """
            Ends with status 69 where networks cannot be trained here at all.

            Examples:
              tessera doctor
              tessera doctor --speed Experiments/fashion-mnist.yaml
            """)

    @Option(
        help: ArgumentHelp(
            "Measures instead how fast this experiment's networks train here.", valueName: "experiment"),
        completion: .file(extensions: ["yaml", "yml"]))
    var speed: String?

    @Option(help: ArgumentHelp("With --speed: auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        if let speed {
            Runtime.keepFreedMemory()
            let experiment = try Experiment.load(path: speed, strategies: Known.strategies)
            let dataset = try Dataset.loadWithProgress(of: experiment)
            StandardOutput.write(try SpeedTable.table(of: experiment, on: dataset, device: device.devices()[0]))
            return
        }
        let findings = Finding.all()
        var table = Table([.text(""), .text("what"), .text("found")])
        for finding in findings { table.append([finding.state.rawValue, finding.what, finding.found]) }
        StandardOutput.write("tessera \(tesseraVersion) with libtorch \(Runtime.version)\n\n\(table)")
        let remedies = findings.filter { !$0.remedy.isEmpty }
        if !remedies.isEmpty {
            StandardOutput.write("\nWhat to do:")
            for finding in remedies { StandardOutput.write(line: "  \(finding.what): \(finding.remedy)") }
        }
        if findings.contains(where: { $0.state == .broken }) { throw ExitCode(Failure.Status.missing.rawValue) }
    }
}
