import Foundation

extension Experiment {
    /// The experiment in the file at `path`, with `overrides` of the form `key.path=value` put over it in order.
    ///
    /// Values of overrides are YAML; lists and maps are replaced whole. Throws all mistakes together.
    public static func load(path: String, overrides: [String] = []) throws(ExperimentError) -> Experiment {
        try parse(yaml: try Document.text(ofFile: path), name: path, overrides: overrides)
    }

    /// The experiment in a run's own `experiment.yaml`, which holds its version from version 2 on.
    ///
    /// See ``load(path:overrides:)``.
    public static func load(ofRun path: String) throws(ExperimentError) -> Experiment {
        try parse(yaml: try Document.text(ofFile: path), name: path, versionIfMissing: 1)
    }

    /// The experiment that `yaml` describes; `name` is what messages call the text.
    ///
    /// See ``load(path:overrides:)``.
    public static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = []
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: yaml, name: name, overrides: overrides, versionIfMissing: currentVersion)
    }

    private static func parse(
        yaml: String, name: String, overrides: [String] = [], versionIfMissing: Int
    ) throws(ExperimentError) -> Experiment {
        let document = try Document(yaml: yaml, name: name)
        for override in overrides { document.apply(override) }
        let root = Item(node: document.root, path: [], document: document)
        let experiment = Codec<Experiment>.section().read(root)
        guard var experiment, document.mistakes.isEmpty else { throw document.error }
        if document.root.value(of: "version") == nil { experiment.version = versionIfMissing }
        experiment.readByVersion()
        return experiment
    }
}
