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
    var values: [Float] = []
    try forEachBatch(of: source, batchSize: batchSize, device: device, stop: stop) { boxes in
        values += try model.logits(boxes, in: .evaluation).logSoftmax(axis: 1).floats
    }
    return values
}

/// A local network's log-probabilities [samples x classes], and what stands before its class layer [samples x features].
///
/// As ``logProbabilities(of:on:batchSize:device:stop:)``.
package func opinionsAndFeatures(
    of network: SingleNetwork, on source: some BatchSource, batchSize: Int, device: Device, stop: StopFlag
) throws -> (logProbabilities: [Float], features: [Float]) {
    var (values, found): ([Float], [Float]) = ([], [])
    try forEachBatch(of: source, batchSize: batchSize, device: device, stop: stop) { boxes in
        let features = try network.features(boxes, in: .evaluation)
        found += try features.floats
        values += try network.logits(ofFeatures: features).logSoftmax(axis: 1).floats
    }
    return (values, found)
}

/// Calls `body` with all samples as they are, batch by batch in their order.
private func forEachBatch(
    of source: some BatchSource, batchSize: Int, device: Device, stop: StopFlag, _ body: ([Tensor]) throws -> Void
) throws {
    try withoutGradient {
        let all = Array(0..<source.count)
        for start in stride(from: 0, to: all.count, by: batchSize) {
            try stop.check()
            let samples = all[start..<min(start + batchSize, all.count)]
            try body(source.boxes(samples, epoch: nil, type: .float32, on: device))
        }
    }
}
