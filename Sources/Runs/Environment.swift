import Foundation
import TesseraTorch
import TesseraTraining

/// What `environment.json` holds: where and with what a run was made.
package struct Environment: Codable {
    package var tessera = tesseraVersion
    package var libtorch = Runtime.version
    package var system = ProcessInfo.processInfo.operatingSystemVersionString
    package var host = ProcessInfo.processInfo.hostName
    package var processor = processorName()
    package var cores = ProcessInfo.processInfo.activeProcessorCount
    package var memory = ProcessInfo.processInfo.physicalMemory
    package var time = ISO8601DateFormatter().string(from: Date())
    /// What networks are trained on.
    package let devices: [String]
    /// The command line.
    package var arguments: [String]

    package init(devices: [Device], arguments: [String]) {
        self.devices = devices.map(\.description)
        self.arguments = arguments
    }

    /// All of it by its names.
    package var words: [(name: String, value: String)] {
        let all = [
            ("tessera", tessera), ("libtorch", libtorch), ("system", system), ("host", host), ("processor", processor),
            ("cores", "\(cores)"), ("memory", "\(memory / 1_000_000) MB"), ("time", time),
            ("devices", devices.joined(separator: ", ")), ("arguments", arguments.joined(separator: " ")),
        ]
        return all.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    }
}

/// The processor's name, as the system tells it.
public func processorName() -> String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
}

/// The version of this package.
public let tesseraVersion = "0.1.0"
