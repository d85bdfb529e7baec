import TesseraModels
import TesseraTorch

/// The model's log-probabilities [samples x classes], row-major, for all samples of `source`, in float32.
///
/// - Parameter batchSize: the recipe's, whatever the memory: last bits depend on how sums are split, and whoever made
///   it small enough to train has room to evaluate.
/// - Throws: `Interrupted` when asked to stop; `TorchError`.
package func logProbabilities(
    of model: any Classifier, on source: some BatchSource, batchSize: Int, device: Device, stop: StopFlag
) throws -> [Float] {
    try withoutGradient {
        var values: [Float] = []
        let all = Array(0..<source.count)
        for start in stride(from: 0, to: all.count, by: batchSize) {
            try stop.check()
            let samples = all[start..<min(start + batchSize, all.count)]
            let boxes = try source.boxes(samples, epoch: nil, type: .float32, on: device)
            values += try model.logits(boxes, in: .evaluation).logSoftmax(axis: 1).floats
        }
        return values
    }
}
