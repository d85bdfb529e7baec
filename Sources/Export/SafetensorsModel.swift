import TesseraExperiments
import TesseraFiles
import TesseraPrediction
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The weights of a strategy's model in one safetensors file, under PyTorch's names, with all that its use takes in the
/// metadata.
public struct SafetensorsModel: Sendable {
    private let content: Safetensors

    /// Reads the trained weights of `strategy`.
    ///
    /// - Throws: `RunError.notTrained`; `FileError`, `SafetensorsError`, `DamagedFile` where a file is missing or
    ///   damaged.
    public init(_ run: TrainedRun, strategy: Strategy) throws {
        var description = Description(run, strategy)
        description.addModel(run)
        // "format: pt": what other tools look for to know that these are PyTorch's layouts.
        description.texts["format"] = "pt"
        content = try Safetensors(of: run.state(of: strategy), metadata: description.texts)
    }

    /// Writes the file whole, replacing what was there.
    ///
    /// - Returns: its bytes.
    /// - Throws: `FileError`.
    @discardableResult public func write(to path: String) throws -> Int {
        let bytes = content.serialized()
        try replaceFile(at: path, with: bytes, followsLink: true)
        return bytes.count
    }
}
