import Foundation
import TesseraCluster
import TesseraDatasets
import TesseraModels
import TesseraPlainText
import TesseraReporting
import TesseraRuns
import TesseraTorch

/// One thing that was looked at.
package struct Finding: Sendable {
    /// What it means for training.
    package enum State: String {
        /// As it should be.
        case fine = "ok"
        /// Not here, and not always needed.
        case absent = "no"
        /// Without it nothing can be trained.
        case broken = "BAD"
    }

    package let state: State
    /// What was looked at.
    package let what: String
    /// What is there.
    package let found: String
    /// What to do about it; empty where nothing has to be done.
    package let remedy: String

    init(_ state: State, _ what: String, _ found: String, remedy: String = "") {
        (self.state, self.what, self.found, self.remedy) = (state, what, found, remedy)
    }

    /// All that training depends on here, looked at now.
    package static func all() -> [Finding] { machine + processor + cuda + libraries + cluster + room }
}

extension Finding {
    private static var machine: [Finding] {
        [Finding(.fine, "system", Machine.system)]
    }

    private static var processor: [Finding] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let precision = Device.cpu.prefersBFloat16 ? "trains in bfloat16" : "trains in float32: no AVX-512 BF16"
        return [
            Finding(
                .fine, "processor", "\(processorName()), \(cores) cores, \(InstructionSet.current.name); \(precision)"),
            step(on: .cpu),
        ]
    }

    /// libtorch's CUDA part and each device that it finds.
    private static var cuda: [Finding] {
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

    private static var libraries: [Finding] {
        ReaderLibrary.all.map { library in
            Finding(
                library.version == nil ? .absent : .fine, library.name,
                library.version.map { $0.isEmpty ? library.purpose : "\($0), \(library.purpose)" }
                    ?? "not here: \(library.purpose)",
                remedy: library.version == nil ? library.remedy : "")
        }
    }

    private static var cluster: [Finding] {
        guard !Cluster.isInstalled else { return [Finding(.fine, "Open MPI", "many processes")] }
        let remedy = "install it (Debian: openmpi-bin) to train with many processes"
        return [Finding(.absent, "Open MPI", "not here: many processes", remedy: remedy)]
    }

    /// Memory and disk.
    private static var room: [Finding] {
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
