import TesseraTorch
import TesseraTraining

extension NetworkFolder: TrainingStore {
    package func readWeights(into state: [NamedTensor]) throws { try readWeights(into: state, isPart: false) }

    package func readCheckpoint(into state: TrainingState) throws { try readCheckpoint(into: state, isPart: false) }

    package func readLastEpoch(into state: TrainingState) throws { try readLastEpoch(into: state, isPart: false) }

    package func writeCheckpoint(_ state: TrainingState) throws {
        try writeCheckpoint(state.checkpoint(), history: state.history)
    }

    package func writeInterruption(_ state: TrainingState) throws { try writeInterruption(state.checkpoint()) }

    package func writeWeights(_ state: [NamedTensor], history: [EpochRecord]) throws {
        try writeWeights(.weights(of: state), history: history)
    }

    package func agreed(_ record: EpochRecord?) -> EpochRecord? { record }
}
