/// One line of `history.csv`: what an epoch of one network gave.
public struct EpochRecord: Sendable, Hashable {
    /// The epoch, from 1.
    public var epoch: Int
    /// Mean loss and accuracy over the training batches, while the weights changed.
    public var training: Score
    /// Loss and accuracy on the validation part, after the epoch.
    public var validation: Score
    /// The learning rate of the last step.
    public var learningRate: Double
    /// Seconds that the epoch's training steps took, without evaluation.
    public var seconds: Double

    static let header = "epoch,loss,accuracy,validation loss,validation accuracy,learning rate,seconds"

    var line: String {
        let values = [
            training.loss ?? .nan, training.accuracy, validation.loss ?? .nan, validation.accuracy, learningRate,
            seconds,
        ]
        // Swift writes as many digits as reading the same bits again takes.
        return values.reduce("\(epoch)") { "\($0),\($1)" }
    }

    init(epoch: Int, training: Score, validation: Score, learningRate: Double, seconds: Double) {
        self.epoch = epoch
        self.training = training
        self.validation = validation
        self.learningRate = learningRate
        self.seconds = seconds
    }

    init?(line: some StringProtocol) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let values = fields.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
        guard fields.count == 7, values.count == 6, let epoch = Int(fields[0]) else { return nil }
        self.init(
            epoch: epoch, training: Score(accuracy: values[1], loss: values[0]),
            validation: Score(accuracy: values[3], loss: values[2]), learningRate: values[4], seconds: values[5])
    }
}

extension [EpochRecord] {
    /// The whole of `history.csv`.
    var csv: String { ([EpochRecord.header] + map(\.line)).joined(separator: "\n") + "\n" }

    /// Reads what `csv` wrote; nil where it is anything else.
    init?(csv: String) {
        let lines = csv.split(separator: "\n")
        guard lines.first.map(String.init) == EpochRecord.header else { return nil }
        let records = lines.dropFirst().compactMap { EpochRecord(line: $0) }
        guard records.count == lines.count - 1, records.enumerated().allSatisfy({ $1.epoch == $0 + 1 }) else {
            return nil
        }
        self = records
    }
}
