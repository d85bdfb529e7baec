/// Why processes cannot work together.
package enum ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Open MPI cannot be opened.
    case missingLibrary(String)
    /// Slurm started several tasks without a way to talk to each other.
    case withoutMPI(tasks: Int)
    /// Another process is gone, or the network between.
    case lost(String)

    /// What is wrong, and what would be right.
    package var description: String {
        switch self {
        case .missingLibrary(let reason):
            "this process was started by mpirun or srun, but Open MPI cannot be used (\(reason)); install it (Debian: "
                + "libopenmpi3), or start one process, with --only for a share of the subdomains"
        case .withoutMPI(let tasks):
            "srun started \(tasks) tasks without MPI between them; add --mpi=pmix, or give each its share with --only"
        case .lost(let reason): "the connection to another process is lost (\(reason)); continue with --resume"
        }
    }
}
