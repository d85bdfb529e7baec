import Foundation

extension Experiment {
    /// The experiment in the file at `path`, with `overrides` of the form `key.path=value` put over it in order.
    ///
    /// Values of overrides are YAML; lists and maps are replaced whole.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - overrides: values put over the file's.
    ///   - strategies: those that the file may name.
    /// - Returns: the experiment; what the file leaves out has its default.
    /// - Throws: all mistakes together.
    public static func load(
        path: String, overrides: [String] = [], knowing strategies: [Strategy]
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: try Document.text(ofFile: path), name: path, overrides: overrides, knowing: strategies)
    }

    /// The experiment in a run's own `experiment.yaml`, which holds its version from version 2 on.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - strategies: those that the file may name.
    /// - Returns: the experiment, of version 1 where the file says none.
    /// - Throws: all mistakes together.
    public static func load(
        ofRun path: String, knowing strategies: [Strategy]
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: try Document.text(ofFile: path), name: path, knowing: strategies, versionIfMissing: 1)
    }

    /// The experiment that `yaml` describes.
    ///
    /// - Parameters:
    ///   - yaml: the text of an experiment file.
    ///   - name: what messages call the text.
    ///   - overrides: values put over the text's.
    ///   - strategies: those that the text may name.
    ///   - versionIfMissing: the version of the words of a text that does not say it.
    /// - Returns: the experiment; what the text leaves out has its default.
    /// - Throws: all mistakes together.
    public static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = [], knowing strategies: [Strategy],
        versionIfMissing: Int = currentVersion
    ) throws(ExperimentError) -> Experiment {
        let document = try Document(yaml: yaml, name: name, knowing: strategies)
        for override in overrides { document.apply(override) }
        let root = Item(node: document.root, path: [], document: document)
        let experiment = Codec<Experiment>.section().read(root)
        guard var experiment, document.mistakes.isEmpty else { throw document.error }
        if document.root.value(of: "version") == nil { experiment.version = versionIfMissing }
        experiment.readByVersion()
        return experiment
    }
}
