/// One line of `history.csv`: what an epoch of one network gave.
public struct EpochRecord: Sendable, Hashable, Codable {
    /// The epoch, from 1.
    public var epoch: Int
    /// Mean loss and accuracy over the training batches, while the weights changed.
    public var training: Score
    /// Loss and accuracy on the validation part, after the epoch.
    public var validation: Score
    /// Loss and accuracy on the held-out share of the training part; nil where there is none.
    public var holdout: Score?
    /// The learning rate of the last step.
    public var learningRate: Double
    /// Seconds that the epoch's training steps took, without evaluation.
    public var seconds: Double

    static let header = "epoch,loss,accuracy,validation loss,validation accuracy,learning rate,seconds"
    static let holdoutHeader = ",holdout loss,holdout accuracy"

    /// What choices are made by, the smaller the better: the loss on the samples for choices.
    var choiceLoss: Double { (holdout ?? validation).loss ?? .infinity }

    var line: String {
        let values =
            [
                training.loss ?? .nan, training.accuracy, validation.loss ?? .nan, validation.accuracy, learningRate,
                seconds,
            ] + (holdout.map { [$0.loss ?? .nan, $0.accuracy] } ?? [])
        // Swift writes as many digits as reading the same bits again takes.
        return values.reduce("\(epoch)") { "\($0),\($1)" }
    }

    init(
        epoch: Int, training: Score, validation: Score, holdout: Score? = nil, learningRate: Double, seconds: Double
    ) {
        self.epoch = epoch
        self.training = training
        self.validation = validation
        self.holdout = holdout
        self.learningRate = learningRate
        self.seconds = seconds
    }

    /// Reads a line of `values` numbers after the epoch: six, or eight with a held-out share.
    init?(line: some StringProtocol, values count: Int) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let values = fields.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
        guard fields.count == count + 1, values.count == count, let epoch = Int(fields[0]) else { return nil }
        self.init(
            epoch: epoch, training: Score(accuracy: values[1], loss: values[0]),
            validation: Score(accuracy: values[3], loss: values[2]),
            holdout: count == 8 ? Score(accuracy: values[7], loss: values[6]) : nil, learningRate: values[4],
            seconds: values[5])
    }
}

extension [EpochRecord] {
    /// The whole of `history.csv`.
    var csv: String {
        let header = EpochRecord.header + (first?.holdout == nil ? "" : EpochRecord.holdoutHeader)
        return ([header] + map(\.line)).joined(separator: "\n") + "\n"
    }

    /// The epoch, from 1, with the smallest loss on the samples for choices; the first of equals, 0 where there is none.
    var bestEpoch: Int { self.min { $0.choiceLoss < $1.choiceLoss }?.epoch ?? 0 }

    /// Reads what `csv` wrote; nil where it is anything else.
    init?(csv: String) {
        let lines = csv.split(separator: "\n")
        let headers = [EpochRecord.header: 6, EpochRecord.header + EpochRecord.holdoutHeader: 8]
        guard let values = lines.first.flatMap({ headers[String($0)] }) else { return nil }
        let records = lines.dropFirst().compactMap { EpochRecord(line: $0, values: values) }
        guard records.count == lines.count - 1, records.enumerated().allSatisfy({ $1.epoch == $0 + 1 }) else {
            return nil
        }
        self = records
    }
}
