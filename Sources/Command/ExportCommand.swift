import ArgumentParser
import TesseraEvaluating
import TesseraExperiments
import TesseraExport
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// `tessera export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the model of a run for other programs.",
        discussion: """
            onnx: the whole model as one graph, for ONNX Runtime and others: it takes pictures as they are and gives \
            probabilities. safetensors: the weights under PyTorch's names.

            Examples:
              tessera export runs/flowers --format onnx --output flowers.onnx
              tessera export runs/flowers --format safetensors --output weights.safetensors
            """)

    enum FileFormat: String, ExpressibleByArgument, CaseIterable {
        case onnx, safetensors
    }

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Whose model: \(Known.names); default: transfer, else the last one.", valueName: "strategy"))
    var strategy: Strategy?

    @Option(help: ArgumentHelp("onnx or safetensors.", valueName: "format"))
    var format: FileFormat

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var output: String

    func run() throws {
        let run = try TrainedRun(path: folder, strategies: Known.strategies)
        let strategy = strategy ?? run.defaultStrategy
        let bytes =
            switch format {
            case .onnx: try ONNXModel(run, strategy: strategy).write(to: output)
            case .safetensors: try SafetensorsModel(run, strategy: strategy).write(to: output)
            }
        if let note = run.noteOnMissing { printError("note: \(note)") }
        StandardOutput.write(line: "\(output): \(strategy.name), \(Format.bytes(bytes))")
    }
}
