import Cluster
import Datasets
import Experiments

/// The networks that exchange nothing, trained by all processes of a cluster: each its own, then the leader gets their
/// opinions, once.
extension ExperimentRun {
    /// The networks of `strategies`, in the leader; elsewhere nothing.
    func trainIndependent(for strategies: [Strategy]) throws -> (global: TrainedNetwork?, locals: [TrainedNetwork]?) {
        let placement = Placement(
            subdomains: boxes.count, isGlobal: strategies.contains(.global),
            isLocal: strategies.contains { ![.global, .coherent].contains($0) }, processes: cluster.count)
        let global = placement.global == cluster.rank ? try trainGlobalNetwork() : nil
        let mine = placement.locals.indices.filter { placement.locals[$0] == cluster.rank }
        let locals = Dictionary(uniqueKeysWithValues: zip(mine, try trainLocals(mine)))
        func delivered(by owner: Int, _ network: TrainedNetwork?) throws -> TrainedNetwork? {
            if owner == 0 { return network }
            return try cluster.delivered(by: owner) { network?.bytes ?? [] }.map(TrainedNetwork.init(bytes:))
        }
        let first = try placement.global.flatMap { try delivered(by: $0, global) }
        let rest = try placement.locals.enumerated().compactMap { try delivered(by: $1, locals[$0]) }
        return (first, placement.locals.isEmpty ? nil : rest)
    }
}

extension ValueCounts {
    /// The values of all samples, each process of a cluster having counted a share of them.
    init(of samples: any SampleSource, in cluster: Cluster) throws {
        guard cluster.count > 1 else {
            try self.init(of: samples)
            return
        }
        let parts = try cluster.gathered(try ValueCounts(of: samples, from: cluster.rank, step: cluster.count))
        self = try cluster.shared {
            parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
        }
    }
}
