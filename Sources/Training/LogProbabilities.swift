import TesseraModels
import TesseraTorch

/// The model's log-probabilities for all samples of `source`.
///
/// - Parameters:
///   - model: what is asked, as it is in evaluation.
///   - source: the samples; they are not augmented.
///   - batchSize: the recipe's, whatever the memory: last bits depend on how sums are split, and whoever made it small
///     enough to train has room to evaluate.
///   - device: where the model is.
///   - stop: looked at before each batch.
/// - Returns: [samples x classes], row-major, in float32.
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
