import Foundation

/// What this machine is and has, as the system tells it.
enum Machine {
    /// The system's name, such as `Debian GNU/Linux 12 (bookworm)`.
    static var system: String {
        value(of: "PRETTY_NAME=", in: "/etc/os-release")?.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    /// Bytes that processes may take now without swapping; nil where the system does not tell.
    static var freeMemory: Int? {
        guard let line = value(of: "MemAvailable:", in: "/proc/meminfo"),
            let kilobytes = Int(line.trimmingCharacters(in: .whitespaces).prefix { $0.isNumber })
        else { return nil }
        // A container may have less than the machine.
        guard let limit = number(in: "/sys/fs/cgroup/memory.max") else { return kilobytes * 1024 }
        return min(kilobytes * 1024, max(0, limit - (number(in: "/sys/fs/cgroup/memory.current") ?? 0)))
    }

    /// The NVIDIA GPUs that the driver knows, whether libtorch can use them or not.
    static var gpus: [String] {
        let folder = "/proc/driver/nvidia/gpus"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { value(of: "Model:", in: "\(folder)/\($0)/information") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Bytes that are free where `path` is, or will be; nil where the system does not tell.
    static func freeDisk(at path: String) -> Int? {
        var folder = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else { return nil }
        let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
        return overflow ? nil : bytes
    }

    private static func value(of name: String, in path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }

    private static func number(in path: String) -> Int? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
