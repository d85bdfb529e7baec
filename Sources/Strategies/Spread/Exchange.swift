import Synchronization
import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// What went between processes while they trained one model.
package final class Exchange: Sendable {
    private let sum = Mutex((bytes: 0, pictures: 0))

    package func add(bytes: Int, pictures: Int) { sum.withLock { $0 = ($0.bytes + bytes, $0.pictures + pictures) } }

    package func tell(_ observer: any TrainingObserver, _ network: NetworkID, processes: Int) {
        let (bytes, pictures) = sum.withLock { $0 }
        guard pictures > 0 else { return }
        observer.receive(
            .exchanged(network: network, processes: processes, bytesPerPicture: Double(bytes) / Double(pictures)))
    }
}
