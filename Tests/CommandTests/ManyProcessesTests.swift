import Foundation
import Synchronization
import TestSupport
import Testing

/// Processes that `mpirun` starts together: the local networks are theirs by turns, one fuses and writes.
@Suite(.enabled(if: Command.hasMPI, "mpirun is not here; Scripts/test installs it"))
struct ManyProcessesTests {
    private func workplace() throws -> Workplace {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        return place
    }

    /// With fewer processes than subdomains, as many, and more; with dropout, whose numbers belong to each network, with
    /// folds, and with levels.
    @Test(arguments: [(2, "logProbabilities"), (3, "probabilities"), (4, "features"), (6, "logProbabilities")])
    func sameBits(processes: Int, input: String) async throws {
        let place = try workplace()
        let text = try place.text("experiment.yaml")
        try place.write(
            text.replacing(
                "  architecture: vgg3\n  width: 4\n",
                with: "  architecture: [{convolution: 4}, batchNorm, relu, {maxPool: 2}, {dropout: 0.25}, flatten]\n"
            ).replacing(
                "hidden: [16, 8]", with: "hidden: [20, 20]\n  folds: \(processes == 3 ? 2 : 1)\n  input: \(input)"
            )
            .replacing("grid: [2, 2]", with: "grid: [2, 2]\n  levels: \(processes == 2 ? "[[1, 1], [1, 2]]" : "[]")"),
            to: "experiment.yaml")
        let whole = try await place.train("--output", "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let outcome = try await place.mpirun(processes, "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let networks = processes == 2 ? 7 : 4
        #expect(try place.bits(of: "run", networks: networks + 4) == place.bits(of: "whole", networks: networks + 4))
        #expect(outcome.output.components(separatedBy: "Run folder").count == 2, "one process tells")
        // Opinions or features up and gradients down: 2 x 10 or more numbers of 4 bytes for each subdomain of another process, and for each
        // batch of 15 or 16 pictures a word of 4 bytes each way to each of them.
        // Features are of boxes of 8x8 that are pooled once, in two channels.
        let numbers = input == "features" ? 2 * 4 * 4 : 10
        let members = min(processes, networks)
        let remote = (0..<networks).count { $0 % members != 0 }
        for network in ["coherent", "transfer"] {
            let told = outcome.errors.firstMatch(
                of: try Regex("\(network): ([0-9.]+) bytes a picture", as: (Substring, Substring).self))
            let bytes = try #require(told.flatMap { Double($0.1) }, "\(outcome.errors)")
            let least = Double(8 * numbers * remote)
            #expect(bytes >= least && bytes <= least + Double(members - 1), "\(bytes)")
        }
    }

    /// Whatever is killed, with however many processes it goes on.
    @Test(arguments: [("local", 1), ("coherent", 0), ("coherent", 1), ("transfer", 2)])
    func aProcessThatDies(during network: String, process rank: Int) async throws {
        let place = try workplace()
        async let whole = place.train("--output", "whole")
        let pids = Mutex<[Int: pid_t]>([:])
        let hasFired = Mutex(false)
        let outcome = try await place.mpirun(3, "--output", "run") { line in
            if let match = line.firstMatch(of: /^process ([0-9]+) is ([0-9]+)$/), let pid = pid_t(match.2) {
                pids.withLock { $0[Int(match.1) ?? -1] = pid }
            }
            guard line.contains(network), line.contains("epoch"), let pid = pids.withLock({ $0[rank] }) else { return }
            hasFired.withLock { if !$0 { kill(pid, SIGKILL) } }
            hasFired.withLock { $0 = true }
        }
        #expect(outcome.status != 0 && hasFired.withLock { $0 }, "\(outcome.errors)")
        #expect(outcome.errors.contains("rank \(rank) ") && outcome.errors.contains("signal 9"), "\(outcome.errors)")
        let resumed = try await place.mpirun(2, "--output", "run", "--resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try await whole.status == 0)
        #expect(try place.bits(of: "run") == place.bits(of: "whole"))
    }

    /// All stop after the same batch, and what they had is kept.
    @Test(arguments: ["local", "coherent"]) func asked(toStopDuring network: String) async throws {
        let place = try workplace()
        // Long enough for a signal to come in time.
        let text = try place.text("experiment.yaml")
        try place.write(
            text.replacing("local: 3", with: "local: 25").replacing("coherent: 2", with: "coherent: 25"),
            to: "experiment.yaml")
        async let whole = place.train("--output", "whole")
        let pids = Mutex<[pid_t]>([])
        let outcome = try await place.mpirun(2, "--output", "run") { line in
            if let match = line.firstMatch(of: /^process [0-9]+ is ([0-9]+)$/), let pid = pid_t(match.1) {
                pids.withLock { $0.append(pid) }
            }
            guard line.contains(network), line.contains("epoch") else { return }
            // To each of them, as launchers do; once.
            let told = pids.withLock { pids in
                defer { pids = [] }
                return pids
            }
            for pid in told { kill(pid, SIGTERM) }
        }
        #expect(outcome.status != 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("continue with the same command and --resume"), "\(outcome.errors)")
        #expect(network == "local" || place.exists("run/coherent/interrupted.safetensors"))
        #expect(!place.exists("run/transfer/weights.safetensors"))
        let resumed = try await place.mpirun(4, "--output", "run", "--resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try await whole.status == 0)
        #expect(try place.bits(of: "run") == place.bits(of: "whole"))
    }

    /// Whoever is beyond the subdomains shares batches when asked to: without batch normalisation that learns what one
    /// process learns, up to rounding, class weights and a last small batch included.
    @Test func sharedBatches() async throws {
        let place = try workplace()
        let text = try place.text("experiment.yaml")
        try place.write(
            text.replacing(
                "  architecture: vgg3\n  width: 4\n",
                with: "  architecture: [{convolution: 4}, relu, {maxPool: 2}, flatten]\n"
            ).replacing("grid: [2, 2]", with: "grid: [1, 2]").replacing(
                "hidden: [16, 8]", with: "hidden: [16, 8]\n  folds: 2"
            )
            .replacing("batchSize: 16", with: "batchSize: 23\n  classWeights: balanced\n  dataParallel: true"),
            to: "experiment.yaml")
        let whole = try await place.train("--output", "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let outcome = try await place.mpirun(5, "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: 5 processes share the batches of 2 local networks"), "\(outcome.errors)")
        #expect(outcome.errors.contains("results depend on their number"), "\(outcome.errors)")
        // Three share local 00: of two of them a gradient for each weight goes up, and the sum comes down; 6 batches, 120 pictures.
        let parameters = try place.results(of: "whole").parameters.local[0]
        let told = outcome.errors.firstMatch(
            of: try Regex("local 00: ([0-9.,]+) bytes a picture", as: (Substring, Substring).self))
        let bytes = try #require(told.flatMap { Double($0.1.filter { $0 != "," }) }, "\(outcome.errors)")
        #expect(abs(bytes - 2 * 2 * 4 * Double(parameters) * 6 / 120) < 1, "\(bytes)")
        let (one, many) = (try place.results(of: "whole"), try place.results(of: "run"))
        for (a, b) in zip(
            one.locals.map(\.validation) + one.strategies.map(\.validation),
            many.locals.map(\.validation) + many.strategies.map(\.validation))
        {
            #expect(abs((a.loss ?? 0) - (b.loss ?? 0)) < 1e-3, "\(a) \(b)")
        }
    }

    /// Processes that have nothing to do are told of.
    @Test func idleProcesses() async throws {
        let place = try workplace()
        let outcome = try await place.mpirun(
            3, "--output", "run", "--set", "strategies=[average]", "--set", "decomposition.grid=[1, 2]")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: 1 of 3 processes have no network to train"), "\(outcome.errors)")
    }

    /// Who differs, or lacks something, is named before anything is trained.
    @Test func disagreements() async throws {
        let place = try workplace()
        let text = try place.text("experiment.yaml")
        try place.write(text.replacing("width: 4", with: "width: 5"), to: "other.yaml")
        try place.write(text.replacing("path: data", with: "path: nowhere"), to: "lost.yaml")
        func started(_ first: String, _ second: String) async throws -> Outcome {
            var command = place.mpiCommand(1, [])
            let options = ["--output", "run"]
            command.arguments =
                ["--allow-run-as-root", "--oversubscribe", "-n", "1", Command.tessera, "train", first] + options
                + [":", "-n", "1", Command.tessera, "train", second] + options
            return try await command.run()
        }
        let other = try await started("experiment.yaml", "other.yaml")
        #expect(
            other.status == 65 && other.errors.contains("has another experiment than process 0: width: 5, not width: 4")
        )
        let lost = try await started("experiment.yaml", "lost.yaml")
        #expect(lost.status == 65 && lost.errors.contains("error: process 1 on "), "\(lost.errors)")
        #expect(lost.errors.contains("nowhere: there is no such file"), "\(lost.errors)")
        let both = try await started("lost.yaml", "lost.yaml")
        #expect(both.status == 65 && both.errors.hasPrefix("error: nowhere: there is no such file"), "\(both.errors)")
        let only = try await place.mpirun(2, "--output", "run", "--only", "0")
        #expect(only.status == 65 && only.errors.contains("--only"), "\(only.errors)")
        #expect(!place.exists("run"))
    }
}

extension Command {
    private static let mpirun = "/usr/bin/mpirun"

    static var hasMPI: Bool { FileManager.default.isExecutableFile(atPath: mpirun) }

    fileprivate static func mpirun(_ processes: Int, _ arguments: [String], folder: String) -> Command {
        // Each process tells its number first: so a test can kill the one it wants.
        let script = "echo process $OMPI_COMM_WORLD_RANK is $$ >&2; exec \"$0\" \"$@\""
        return Command(
            executable: mpirun,
            arguments: ["--allow-run-as-root", "--oversubscribe", "-n", "\(processes)", "/bin/sh", "-c", script]
                + [Command.tessera] + arguments, folder: folder)
    }
}

extension Workplace {
    fileprivate func mpiCommand(_ processes: Int, _ arguments: [String]) -> Command {
        var command = Command.mpirun(processes, ["train", "experiment.yaml"] + arguments, folder: path)
        command.environment = ["TESSERA_CACHE": cache]
        return command
    }

    fileprivate func mpirun(
        _ processes: Int, _ arguments: String..., onErrorLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Outcome {
        var command = mpiCommand(processes, arguments)
        command.onErrorLine = { onErrorLine($1) }
        return try await command.run()
    }
}
