/// Which process of a cluster trains which network.
struct Placement: Sendable, Hashable {
    /// The process of the global network; nil where it is not trained.
    let global: Int?
    /// The process of each local network; empty where they are not trained.
    let locals: [Int]

    /// Places networks so that processes have about the same work: the global network, where it is wanted, counts as much
    /// as all local ones; then each goes to the process that has the least, the first of equals.
    init(subdomains: Int, isGlobal: Bool, isLocal: Bool, processes: Int) {
        var load = [Int](repeating: 0, count: processes)
        func place(_ work: Int) -> Int {
            let process = load.indices.min { load[$0] < load[$1] } ?? 0
            load[process] += work
            return process
        }
        global = isGlobal ? place(subdomains) : nil
        locals = isLocal ? (0..<subdomains).map { _ in place(1) } : []
    }
}
