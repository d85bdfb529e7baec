import Foundation

extension Experiment {
    /// The largest experiment file, in bytes.
    static let largestFile = 1 << 20

    /// The experiment in the file at `path`, with `overrides` of the form `key.path=value` put over it in order.
    ///
    /// Values of overrides are YAML; lists and maps are replaced whole. Throws all mistakes together.
    public static func load(path: String, overrides: [String] = []) throws(ExperimentError) -> Experiment {
        try parse(yaml: try text(ofFile: path), name: path, overrides: overrides)
    }

    /// The experiment that `yaml` describes; `name` is what messages call the text.
    ///
    /// See ``load(path:overrides:)``.
    public static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = []
    ) throws(ExperimentError) -> Experiment {
        let document = try Document(yaml: yaml, name: name)
        for override in overrides { document.apply(override) }
        let root = Item(node: document.root, path: [], document: document)
        let experiment = Codec<Experiment>.section().read(root)
        for later in LaterWork.all where experiment.map(later.isUsed) ?? false {
            document.record(later.message, at: later.path)
        }
        guard let experiment, document.mistakes.isEmpty else { throw document.error }
        return experiment
    }

    private static func text(ofFile path: String) throws(ExperimentError) -> String {
        func error(_ message: String) -> ExperimentError {
            ExperimentError(mistakes: [Mistake(place: path, line: nil, path: "", message: message)])
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw error("there is no such file; give the path of an experiment file")
        }
        // Reading from a handle bounds the size of whatever the path names, pipes included.
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw error("the file cannot be opened; check its permissions")
        }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: largestFile + 1) ?? Foundation.Data() else {
            throw error("this cannot be read as a file; give the path of an experiment file")
        }
        guard bytes.count <= largestFile else {
            throw error("the file is larger than 1 MiB; an experiment file is a page of YAML")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("the file is not UTF-8 text; an experiment file is a page of YAML")
        }
        // Some editors put a byte order mark in front, which the parser stumbles over.
        return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }
}
