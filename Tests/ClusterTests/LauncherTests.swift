import Testing

@testable import TesseraCluster

struct LauncherTests {
    @Test func whoStartedWhat() throws {
        #expect(try Launcher.processes([:]) == 1)
        #expect(try Launcher.processes(["OMPI_COMM_WORLD_SIZE": "4"]) == 4)
        let step = ["SLURM_STEP_ID": "0", "SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "3"]
        #expect(try Launcher.processes(step.merging(["PMIX_RANK": "1"]) { $1 }) == 3)
        #expect(throws: ClusterError.withoutMPI(tasks: 3)) { try Launcher.processes(step) }
        // mpirun within a step of one task; a batch script; one task.
        #expect(try Launcher.processes(step.merging(["OMPI_COMM_WORLD_SIZE": "2"]) { $1 }) == 2)
        #expect(try Launcher.processes(["SLURM_PROCID": "0", "SLURM_NTASKS": "8"]) == 1)
        #expect(try Launcher.processes(step.merging(["SLURM_STEP_NUM_TASKS": "1"]) { $1 }) == 1)
    }

    @Test func whoSharesTheMachine() {
        #expect(Launcher.localProcesses([:]) == 1)
        #expect(Launcher.localProcesses(["OMPI_COMM_WORLD_LOCAL_SIZE": "3"]) == 3)
        #expect(Launcher.localProcesses(["SLURM_STEP_ID": "0", "SLURM_STEP_TASKS_PER_NODE": "2(x3),1"]) == 2)
        #expect(Launcher.localProcesses(["SLURM_STEP_TASKS_PER_NODE": "8"]) == 1, "a batch script is alone")
        #expect(Launcher.localProcesses(["OMPI_COMM_WORLD_LOCAL_SIZE": "none"]) == 1)
        #expect(Cluster.cores >= 1)
    }

    @Test func aloneNothingIsSent() throws {
        let alone = Cluster.alone
        #expect(alone.rank == 0 && alone.count == 1)
        #expect(try alone.broadcast([1, 2]) == [1, 2])
        #expect(try alone.gather([3]) == [[3]])
        #expect(try alone.scatter([[4, 5]]) == [4, 5])
    }
}
