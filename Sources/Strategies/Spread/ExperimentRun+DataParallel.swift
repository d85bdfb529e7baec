import TesseraCluster
import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// More processes than networks: several share each batch of one.
extension ExperimentRun {
    /// One network by the processes of a team, of which there are several, on shares of its batches.
    package func trainedTogether(
        _ id: NetworkID, view: View, samples: (DataPart) -> (any SampleSource)?,
        learningFrom indices: [Int]? = nil, asked: Set<DataPart> = Set(DataPart.allCases),
        on worker: Worker, by team: Cluster, model makeModel: (Device, RandomKey) throws -> SingleNetwork
    ) throws -> TrainedNetwork {
        let folder = folder.network(id)
        let agreedStop = StopFlag()
        let exchanged = Exchange()
        let network = try trained(
            id, in: SpreadStore(folder: folder, cluster: team, holdsAll: true),
            on: pictures([view], of: samples).mapValues {
                SharedBatches(source: $0, rank: team.rank, processes: team.count)
            },
            learningFrom: indices, asked: asked, on: worker, observer: team.isLeader ? observer : SilentObserver(),
            stop: agreedStop
        ) { device, key in
            DataParallelNetwork(
                try makeModel(device, key), classes: classes, cluster: team, stop: stop, agreedStop: agreedStop,
                onExchange: exchanged.add)
        }
        if team.isLeader { exchanged.tell(observer, id, processes: team.count) }
        return network
    }
}
