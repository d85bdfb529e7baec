import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// Several observers, told one after the other.
struct Observers: TrainingObserver {
    private let observers: [any TrainingObserver]

    init(_ observers: [any TrainingObserver]) {
        self.observers = observers
    }

    func receive(_ event: TrainingEvent) {
        for observer in observers { observer.receive(event) }
    }
}
