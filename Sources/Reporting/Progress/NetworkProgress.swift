/// What is known of one network in training, and how it reads.
struct NetworkProgress: Sendable {
    let name: String
    var epoch: Int
    var epochs: Int
    /// The share of the epoch that is done, 0 to 1.
    var share = 0.0
    var imagesPerSecond: Double?
    var secondsLeft: Double?
    /// Of the last finished epoch.
    var loss: Double?
    var accuracy: Double?
    var validationLoss: Double?
    var validationAccuracy: Double?
    /// When its last line was written, where each is a line of its own.
    var lastLine: Duration = .zero

    var epochText: String { "epoch " + "\(epoch)".padded(to: "\(epochs)".count, .right) + "/\(epochs)" }
    var lossText: String { labelled("loss ", loss) }
    var accuracyText: String { labelled("accuracy ", accuracy) }
    var validationText: String { labelled("validation ", validationAccuracy) }
    var rateText: String { imagesPerSecond.map { Format.count(rounding: $0) + " img/s" } ?? "" }

    var leftText: String { secondsLeft.map { Format.remaining(seconds: $0) + " left" } ?? "" }

    /// A finished epoch as a line of its own, for a log.
    var plainLine: String {
        var validation = validationText
        if let validationLoss {
            validation += (validation.isEmpty ? "validation " : " ") + "(loss \(Format.decimals(validationLoss)))"
        }
        return [name, epochText, lossText, accuracyText, validation, rateText, leftText]
            .filter { !$0.isEmpty }.joined(separator: "   ")
    }

    /// The middle of an epoch as a line of its own.
    var plainMiddleLine: String {
        [name, epochText, "\(Int(share * 100)) %", rateText, leftText].filter { !$0.isEmpty }.joined(separator: "   ")
    }

    private func labelled(_ label: String, _ value: Double?) -> String {
        value.map { label + Format.decimals($0) } ?? ""
    }
}
