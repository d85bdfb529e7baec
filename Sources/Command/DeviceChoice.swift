import ArgumentParser
import Foundation
import TesseraTorch

/// What `--device` asks for.
enum DeviceChoice: ExpressibleByArgument {
    case auto
    case cpu
    case cuda(Int?)

    /// Named where the value is none of these.
    static var allValueStrings: [String] { ["auto", "cpu", "cuda", "cuda:0"] }

    /// What shells complete.
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        switch argument {
        case "auto": self = .auto
        case "cpu": self = .cpu
        case "cuda": self = .cuda(nil)
        default:
            guard argument.hasPrefix("cuda:"), let index = Int(argument.dropFirst(5)), index >= 0 else { return nil }
            self = .cuda(index)
        }
    }

    /// The devices to train on, at least one.
    ///
    /// - Throws: `TorchError` of kind `device` where what is asked for is not here.
    func devices() throws -> [Device] {
        switch self {
        case .cpu: return [.cpu]
        case .auto:
            let count = (try? Device.openCUDA()) ?? 0
            return count > 0 ? (0..<count).map(Device.cuda) : [.cpu]
        case .cuda(let index):
            let count = try countCUDA()
            guard count > index ?? 0 else {
                throw missing("\(count == 0 ? "no" : "only \(count)") CUDA device found")
            }
            return (index.map { $0...$0 } ?? 0...count - 1).map(Device.cuda)
        }
    }

    private func countCUDA() throws -> Int {
        do {
            return try Device.openCUDA()
        } catch let error as TorchError {
            throw missing("libtorch's CUDA part cannot be used (\(error.message))")
        }
    }

    private func missing(_ what: String) -> TorchError {
        TorchError(
            kind: .device, operation: "--device",
            message: "--device \(text): \(what); install what is missing, or use --device cpu")
    }

    private var text: String {
        switch self {
        case .auto: "auto"
        case .cpu: "cpu"
        case .cuda(let index): "cuda" + (index.map { ":\($0)" } ?? "")
        }
    }
}

extension Runtime {
    /// For comparisons: libtorch's own layers instead of our fused ones where `TESSERA_FUSED_KERNELS` is `off`, and its
    /// own convolutions where `TESSERA_WINOGRAD` is.
    static func chooseKernels() {
        let environment = ProcessInfo.processInfo.environment
        setFusedKernels(environment["TESSERA_FUSED_KERNELS"] != "off")
        setWinograd(environment["TESSERA_WINOGRAD"] != "off")
    }
}
