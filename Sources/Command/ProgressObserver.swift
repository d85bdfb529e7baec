import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// Shows what a training tells on the terminal.
struct ProgressObserver: TrainingObserver {
    private let display = ProgressDisplay()

    func receive(_ event: TrainingEvent) {
        switch event {
        case .began(let network, let epoch, let epochs):
            if epoch > 0 { display.note("\(network): goes on after epoch \(epoch)") }
            display.begin(network: network.description, epoch: epoch, epochs: epochs)
        case .progress(let network, let progress):
            display.update(
                network: network.description, epoch: progress.epoch, epochs: progress.epochs, share: progress.share,
                imagesPerSecond: progress.imagesPerSecond, secondsLeft: progress.secondsLeft)
        case .epoch(let network, let record, let epochs, let imagesPerSecond):
            display.endEpoch(
                network: network.description, epoch: record.epoch, epochs: epochs, loss: record.training.loss ?? .nan,
                accuracy: record.training.accuracy, validationLoss: record.validation.map { $0.loss ?? .nan },
                validationAccuracy: record.validation?.accuracy, imagesPerSecond: imagesPerSecond)
        case .finished(let network, let seconds, let validation, let bytes):
            display.finish(
                network: network.description,
                message:
                    "validation accuracy \(Format.accuracy(validation.accuracy)), \(Format.duration(seconds: seconds)), "
                    + "\(Format.bytes(bytes)) of samples")
        case .retried(let network, let epoch, let factor):
            display.note(
                "\(network): diverged in epoch \(epoch); goes on from its last good epoch with "
                    + "\(Format.decimals(100 * factor, 1)) % of the learning rate")
        case .stalled(let network, let epoch, let learning):
            display.note("\(network): has learnt nothing by epoch \(epoch): \(learning.words)")
        case .begunAgain(let network, let epoch, let attempt):
            display.note(
                "\(network): has learnt nothing by epoch \(epoch); begins again with other random numbers (\(attempt) of "
                    + "\(Learning.mostAttempts))")
        case .exchanged(let network, let processes, let bytes):
            display.note(
                "\(network): \(Format.decimals(bytes, 1)) bytes a picture between \(processes) processes")
        case .noticed(let words): display.note("note: \(words)")
        case .found(let network):
            display.note("\(network): already trained")
        case .strategy(let name, let validation):
            display.note("\(name): validation accuracy \(Format.accuracy(validation.accuracy))")
        }
    }

    /// Shows a line that no event brings.
    func note(_ text: String) { display.note(text) }

    func close() {
        display.close()
    }
}
