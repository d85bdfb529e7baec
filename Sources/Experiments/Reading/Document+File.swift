import Foundation

extension Document {
    /// What messages say of a kind of file.
    struct Kind {
        let name: String
        let least: String
        let example: String

        static var experiment: Kind {
            Kind(
                name: "an experiment file",
                least: "an experiment has at least name, data.path and decomposition.grid",
                example: "name: my-experiment")
        }

        static var study: Kind {
            Kind(name: "a study file", least: "a study has at least title and rows", example: "title: my study")
        }
    }

    /// The largest file, in bytes.
    static let largestFile = 1 << 20

    /// The text of a file.
    static func text(ofFile path: String, _ kind: Kind = .experiment) throws(ExperimentError) -> String {
        func error(_ message: String) -> ExperimentError {
            ExperimentError(mistakes: [Mistake(place: path, line: nil, path: "", message: message)])
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw error("there is no such file; give the path of \(kind.name)")
        }
        // Reading from a handle bounds the size of whatever the path names, pipes included.
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw error("the file cannot be opened; check its permissions")
        }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: largestFile + 1) ?? Foundation.Data() else {
            throw error("this cannot be read as a file; give the path of \(kind.name)")
        }
        guard bytes.count <= largestFile else {
            throw error("the file is larger than 1 MiB; \(kind.name) is a page of YAML")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("the file is not UTF-8 text; \(kind.name) is a page of YAML")
        }
        // Some editors put a byte order mark in front, which the parser stumbles over.
        return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }
}
