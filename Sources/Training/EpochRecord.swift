import TesseraClassificationMetrics

/// One line of `history.csv`: what an epoch of one network gave.
public struct EpochRecord: Sendable, Hashable, Codable {
    /// The epoch, from 1.
    public var epoch: Int
    /// Mean loss and accuracy over the training batches, while the weights changed.
    public var training: Score
    /// Loss and accuracy on the validation part, after the epoch; nil where that was not asked for.
    public var validation: Score?
    /// Loss and accuracy on the held-out share of the training part; nil where there is none or it was not asked for.
    public var holdout: Score?
    /// Of a training of less than ten epochs: the mean loss over the epoch's last steps, a tenth of all; not in the
    /// file.
    package var lateLoss: Double?
    /// The learning rate of the last step.
    public var learningRate: Double
    /// Seconds that the epoch's training steps took, without evaluation.
    public var seconds: Double

    package static let header = "epoch,loss,accuracy,validation loss,validation accuracy,learning rate,seconds"
    package static let holdoutHeader = ",holdout loss,holdout accuracy"

    /// What choices are made by, the smaller the better: the loss on the samples for choices; nil where it was not
    /// asked for.
    package var choiceLoss: Double? { (holdout ?? validation).map { $0.loss ?? .infinity } }

    package func line(hasHoldout: Bool) -> String {
        func cells(_ score: Score?) -> [Double?] { [score.map { $0.loss ?? .nan }, score?.accuracy] }
        let values =
            cells(training) + cells(validation) + [learningRate, seconds] + (hasHoldout ? cells(holdout) : [])
        // Swift writes as many digits as reading the same bits again takes.
        return values.reduce("\(epoch)") { "\($0),\($1.map { "\($0)" } ?? "")" }
    }

    package init(
        epoch: Int, training: Score, validation: Score?, holdout: Score? = nil, lateLoss: Double? = nil,
        learningRate: Double, seconds: Double
    ) {
        self.epoch = epoch
        self.training = training
        self.validation = validation
        self.holdout = holdout
        self.lateLoss = lateLoss
        self.learningRate = learningRate
        self.seconds = seconds
    }

    /// Reads a line of `values` cells after the epoch: six, or eight with a held-out share.
    package init?(line: some StringProtocol, values count: Int) {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        let values = cells.dropFirst().map { Double($0) }
        guard cells.count == count + 1, let epoch = Int(cells[0]),
            zip(cells.dropFirst(), values).allSatisfy({ $0.isEmpty || $1?.isFinite == true })
        else { return nil }
        func score(_ first: Int) -> Score? {
            guard let loss = values[first], let accuracy = values[first + 1] else { return nil }
            return Score(accuracy: accuracy, loss: loss)
        }
        guard let training = score(0), let learningRate = values[4], let seconds = values[5],
            (values[2] == nil) == (values[3] == nil), count == 6 || (values[6] == nil) == (values[7] == nil),
            learningRate >= 0, seconds >= 0,
            [training, score(2), count == 8 ? score(6) : nil].allSatisfy({ $0?.isSensible ?? true })
        else { return nil }
        self.init(
            epoch: epoch, training: training, validation: score(2), holdout: count == 8 ? score(6) : nil,
            learningRate: learningRate, seconds: seconds)
    }
}

extension [EpochRecord] {
    /// The whole of `history.csv`.
    package var csv: String {
        let hasHoldout = contains { $0.holdout != nil }
        let header = EpochRecord.header + (hasHoldout ? EpochRecord.holdoutHeader : "")
        return ([header] + map { $0.line(hasHoldout: hasHoldout) }).joined(separator: "\n") + "\n"
    }

    /// The epoch, from 1, with the smallest loss on the samples for choices; the first of equals, 0 where there is
    /// none.
    package var bestEpoch: Int {
        compactMap { record in record.choiceLoss.map { (epoch: record.epoch, loss: $0) } }
            .min { $0.loss < $1.loss }?.epoch ?? 0
    }

    /// Reads what `csv` wrote; nil where it is anything else.
    package init?(csv: String) {
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
