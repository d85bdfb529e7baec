import Foundation

extension Cluster {
    /// How many processes a launcher such as `mpirun` started together; 1 where there was none.
    package static var processesStartedTogether: Int {
        get throws(ClusterError) { try Launcher.processes(ProcessInfo.processInfo.environment) }
    }

    /// The cores that are for this process: those it is bound to, else its share of the machine's.
    package static var cores: Int {
        let info = ProcessInfo.processInfo
        let isBound = info.activeProcessorCount < info.processorCount
        let sharing = isBound ? 1 : Launcher.localProcesses(info.environment)
        return max(1, info.activeProcessorCount / sharing)
    }
}

/// What started this process.
enum Launcher {
    /// How many processes were started together, by what launchers leave in the environment.
    ///
    /// - Throws: `ClusterError.withoutMPI` where Slurm started several that cannot talk to each other.
    static func processes(_ environment: [String: String]) throws(ClusterError) -> Int {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
        // Open MPI's mpirun.
        if let count = number("OMPI_COMM_WORLD_SIZE") { return count }
        // A step of Slurm's srun; a batch script itself is no step.
        guard environment["SLURM_STEP_ID"] != nil, environment["SLURM_PROCID"] != nil,
            let count = number("SLURM_STEP_NUM_TASKS"), count > 1
        else { return 1 }
        // Slurm hands out places through PMIx, where it was asked to.
        guard environment["PMIX_RANK"] != nil else { throw .withoutMPI(tasks: count) }
        return count
    }

    /// How many processes of a launcher are on this machine; 1 where there was none.
    static func localProcesses(_ environment: [String: String]) -> Int {
        let ofStep = environment["SLURM_STEP_ID"] != nil ? environment["SLURM_STEP_TASKS_PER_NODE"] : nil
        // Slurm writes "2(x3),1" for three machines with two and one with one.
        let count = environment["OMPI_COMM_WORLD_LOCAL_SIZE"] ?? ofStep.map { String($0.prefix { $0.isNumber }) }
        return max(1, count.flatMap { Int($0) } ?? 1)
    }

    /// This process's number among those on the same machine.
    static func localRank(_ environment: [String: String]) -> Int? {
        ["OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"].lazy.compactMap { environment[$0].flatMap { Int($0) } }.first
    }
}
