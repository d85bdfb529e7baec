import TesseraCluster
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraTraining

/// The networks that exchange nothing, trained by all processes of a cluster: each its own, then the leader gets their
/// opinions, once.
extension ExperimentRun {
    /// The networks of `strategies`, in the leader; elsewhere nothing.
    package func trainIndependent(for strategies: [Strategy]) throws -> [Stage: [TrainedNetwork]] {
        let placement = placement(for: strategies)
        let global = try cluster.group(placement.global).map { try trainWhole(.global, in: $0) }
        let mine = placement.locals.indices.filter { placement.locals[$0].contains(cluster.rank) }
        // Whoever shares a network has no other, but for its folds.
        let team = mine.first.flatMap { cluster.group(placement.locals[$0]) } ?? .alone
        let locals = Dictionary(uniqueKeysWithValues: zip(mine, try trainLocals(mine, in: team)))
        func delivered(by team: [Int], _ network: TrainedNetwork?) throws -> TrainedNetwork? {
            guard let owner = team.first, owner > 0 else { return network }
            return try cluster.delivered(by: owner) { network?.bytes ?? [] }.map(TrainedNetwork.init(bytes:))
        }
        let first = try delivered(by: placement.global, global)
        let rest = try placement.locals.enumerated().compactMap { try delivered(by: $1, locals[$0]) }
        return [.global: first.map { [$0] }, .local: placement.locals.isEmpty ? nil : rest].compactMapValues(\.self)
    }

    private func placement(for strategies: [Strategy]) -> Placement {
        Placement(
            subdomains: views.count, isGlobal: strategies.contains(.global),
            isLocal: strategies.contains { $0.stages.contains(.local) }, processes: cluster.count,
            sharesBatches: experiment.training.dataParallel)
    }

    /// What may surprise whoever started so many processes; nil: nothing.
    public var noteOnProcesses: String? {
        guard cluster.count > 1 else { return nil }
        let extra = cluster.count - views.count
        if experiment.training.dataParallel, extra > 0 {
            return
                "\(cluster.count) processes share the batches of \(views.count) local networks and of the global one "
                + "(training.dataParallel): results depend on their number; "
                + "models that are trained as a whole leave \(extra) of them idle"
        }
        let idle = placement(for: experiment.strategies).idle(of: cluster.count)
        guard idle > 0 else { return nil }
        return
            "\(idle) of \(cluster.count) processes have no network to train, and stay idle; training.dataParallel: true "
            + "has those beyond the number of subdomains share batches"
    }
}

/// The one model, trained by as many processes as there are subdomains, each its local networks. The others are idle.
extension ExperimentRun {
    /// What the processes that do not lead do for these strategies.
    package func follow(_ strategies: [Strategy]) throws {
        for strategy in strategies {
            guard strategy.structure == .joined, let stage = strategy.stage else { continue }
            _ = try trainJoined(folder.strategies[strategy], as: .single(stage))
        }
    }

    package func trainSpread(_ method: any StrategyMethod, as id: NetworkID) throws -> TrainedNetwork {
        guard let members = cluster.group(Array(0..<min(cluster.count, views.count))) else {
            return TrainedNetwork(opinions: [:], seconds: 0, epochs: 0)
        }
        let owners = views.indices.map { $0 % members.count }
        let mine = views.indices.filter { owners[$0] == members.rank }
        // Known before the model is made: what it sets is what the training looks at.
        let agreedStop = StopFlag()
        let exchanged = Exchange()
        let threads = experiment.training.threads[id.stage]
        let network = try workers.map(1, threads: threads) { _, worker in
            let crew = try crew(of: worker, networks: mine.count, threads: threads)
            return try trained(
                id, in: SpreadStore(folder: folder.network(id), cluster: members),
                on: pictures(mine.map { views[$0] }, crew: crew), on: worker,
                observer: members.isLeader ? observer : SilentObserver(), stop: agreedStop
            ) { device, key in
                let locals = try mine.map {
                    (subdomain: $0, network: try plan.localNetwork($0, key: key.derived($0), on: device))
                }
                let fusion = members.isLeader ? try method.madeNet(plan, key: key.derived("fusion"), on: device) : nil
                try begin(locals, fusion, of: method, key: key)
                return SpreadNetwork(
                    owners: owners, locals: locals, fusion: fusion, input: experiment.fusion.input,
                    widths: plan.fusionWidths, classes: classes, cluster: members, crew: crew, stop: stop,
                    agreedStop: agreedStop, onExchange: exchanged.add)
            }
        }[0]
        exchanged.tell(observer, id, processes: members.count)
        return network
    }
}

extension ValueCounts {
    /// The values of all samples, each process of a cluster having counted a share of them.
    package init(of samples: any SampleSource, in cluster: Cluster) throws {
        let parts = try cluster.gathered(try ValueCounts(of: samples, from: cluster.rank, step: cluster.count))
        self = try cluster.shared {
            parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
        }
    }
}
