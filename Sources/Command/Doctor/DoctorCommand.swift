import ArgumentParser
import Foundation
import TesseraCluster
import TesseraDatasets
import TesseraModels
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// `tessera doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tells what is installed here, and what to do about what is missing.",
        discussion: """
            Ends with status 69 where networks cannot be trained here at all.

            Examples:
              tessera doctor
              tessera doctor --speed Experiments/fashion-mnist.yaml
            """)

    @Option(
        help: ArgumentHelp(
            "Measures instead how fast this experiment's networks train here.", valueName: "experiment"),
        completion: .file(extensions: ["yaml", "yml"]))
    var speed: String?

    @Option(help: ArgumentHelp("With --speed: auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        if let speed {
            Runtime.keepFreedMemory()
            StandardOutput.write(try SpeedTable.table(experiment: speed, on: device.devices()[0]))
            return
        }
        let findings =
            Finding.machine + Finding.processor + Finding.cuda + Finding.libraries + Finding.cluster + Finding.room
        var table = Table([.text(""), .text("what"), .text("found")])
        for finding in findings { table.append([finding.state.rawValue, finding.what, finding.found]) }
        StandardOutput.write("tessera \(tesseraVersion) with libtorch \(Runtime.version)\n\n\(table)")
        let remedies = findings.filter { !$0.remedy.isEmpty }
        if !remedies.isEmpty {
            StandardOutput.write("\nWhat to do:")
            for finding in remedies { StandardOutput.write(line: "  \(finding.what): \(finding.remedy)") }
        }
        if findings.contains(where: { $0.state == .broken }) { throw ExitCode(Failure.Status.missing.rawValue) }
    }
}

/// One thing that was looked at.
struct Finding {
    enum State: String {
        case fine = "ok"
        /// Not here, and not always needed.
        case absent = "no"
        /// Without it nothing can be trained.
        case broken = "BAD"
    }

    let state: State
    let what: String
    let found: String
    /// What to do about it; empty where nothing has to be done.
    let remedy: String

    init(_ state: State, _ what: String, _ found: String, remedy: String = "") {
        (self.state, self.what, self.found, self.remedy) = (state, what, found, remedy)
    }
}

extension Finding {
    fileprivate static var machine: [Finding] {
        [Finding(.fine, "system", Machine.system)]
    }

    fileprivate static var processor: [Finding] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let precision = Device.cpu.prefersBFloat16 ? "trains in bfloat16" : "trains in float32: no AVX-512 BF16"
        return [
            Finding(
                .fine, "processor", "\(processorName()), \(cores) cores, \(InstructionSet.current.name); \(precision)"),
            step(on: .cpu),
        ]
    }

    /// libtorch's CUDA part and each device that it finds.
    fileprivate static var cuda: [Finding] {
        let gpus = Machine.gpus
        let named = gpus.isEmpty ? "no NVIDIA GPU found" : gpus.joined(separator: ", ")
        do {
            let count = try Device.openCUDA()
            guard count > 0 else {
                return [
                    Finding(
                        .absent, "CUDA", named,
                        remedy: gpus.isEmpty ? "" : "the driver shows libtorch no device; is it new enough for CUDA 13?"
                    )
                ]
            }
            return [Finding(.fine, "CUDA", "\(named); \(count) usable")] + (0..<count).map { step(on: .cuda($0)) }
        } catch {
            let remedy = "point LIBTORCH to a libtorch 2.11 with CUDA and its libraries when building, then build again"
            return [
                Finding(
                    .absent, "CUDA", gpus.isEmpty ? "\(named), nor libtorch's CUDA part" : "\(named); \(error)",
                    remedy: gpus.isEmpty ? "" : remedy)
            ]
        }
    }

    /// Whether a training step on the device gives what it should.
    private static func step(on device: Device) -> Finding {
        let what = "a step on \(device)"
        do {
            let deviations = try [2, 3].map { try SelfCheck.deviation(axes: $0, on: device) }
            let text = deviations.map { Format.decimals(100 * $0, 1) + " %" }.joined(separator: " and ")
            let found = "bfloat16 is within \(text) of float32 (images and volumes)"
            guard deviations.allSatisfy({ $0 < SelfCheck.tolerance }) else {
                return Finding(.broken, what, found, remedy: "train with training.precision: float32 on this device")
            }
            return Finding(.fine, what, found)
        } catch {
            return Finding(.broken, what, "\(error)", remedy: "is LIBTORCH a whole libtorch 2.11, and memory left?")
        }
    }

    fileprivate static var libraries: [Finding] {
        ReaderLibrary.all.map { library in
            Finding(
                library.version == nil ? .absent : .fine, library.name,
                library.version.map { $0.isEmpty ? library.purpose : "\($0), \(library.purpose)" }
                    ?? "not here: \(library.purpose)",
                remedy: library.version == nil ? library.remedy : "")
        }
    }

    fileprivate static var cluster: [Finding] {
        guard !Cluster.isInstalled else { return [Finding(.fine, "Open MPI", "many processes")] }
        let remedy = "install it (Debian: openmpi-bin) to train with many processes"
        return [Finding(.absent, "Open MPI", "not here: many processes", remedy: remedy)]
    }

    /// Memory and disk.
    fileprivate static var room: [Finding] {
        let all = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let memory = Machine.freeMemory.map { "\(Format.bytes($0)) free of \(Format.bytes(all))" }
        var findings = [
            Finding(.fine, "memory", memory ?? Format.bytes(all)),
            disk("disk, here", FileManager.default.currentDirectoryPath),
        ]
        if let cache = SampleCache.ofUser { findings.append(disk("disk, decoded samples", cache.folder)) }
        return findings
    }

    private static func disk(_ what: String, _ path: String) -> Finding {
        guard let free = Machine.freeDisk(at: path) else { return Finding(.fine, what, path.printable()) }
        let found = "\(Format.bytes(free)) free in \(path.printable())"
        return free < 1 << 30
            ? Finding(
                .absent, what, found, remedy: "runs and decoded samples need room: free some, or use another folder")
            : Finding(.fine, what, found)
    }
}
