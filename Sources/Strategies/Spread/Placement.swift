import TesseraRuns
import TesseraTraining

/// Which processes of a cluster train which network, the first of them leading.
package struct Placement: Sendable, Hashable {
    /// The processes of the global network; empty where it is not trained.
    package let global: [Int]
    /// The processes of each local network; empty where they are not trained.
    package let locals: [[Int]]

    /// Places networks so that processes have about the same work: the global network, where it is wanted, counts as
    /// much as all local ones; then each goes to the process that has the least, the first of equals.
    ///
    /// - Parameters:
    ///   - subdomains: the number of local networks, N.
    ///   - isGlobal: whether the global network is trained.
    ///   - isLocal: whether the local networks are.
    ///   - processes: how many there are.
    ///   - sharesBatches: whether processes beyond the number of subdomains share batches: then all train the global
    ///     network, and process i the local network of subdomain i mod N.
    package init(subdomains: Int, isGlobal: Bool, isLocal: Bool, processes: Int, sharesBatches: Bool = false) {
        if sharesBatches, processes > subdomains {
            global = isGlobal ? Array(0..<processes) : []
            locals = isLocal ? (0..<subdomains).map { Array(stride(from: $0, to: processes, by: subdomains)) } : []
            return
        }
        var load = [Int](repeating: 0, count: processes)
        func place(_ work: Int) -> [Int] {
            let process = load.indices.min { load[$0] < load[$1] } ?? 0
            load[process] += work
            return [process]
        }
        global = isGlobal ? place(subdomains) : []
        locals = isLocal ? (0..<subdomains).map { _ in place(1) } : []
    }

    /// How many of `processes` train no network.
    package func idle(of processes: Int) -> Int { processes - Set(global + locals.flatMap { $0 }).count }
}
