import TesseraExperiments

// Files that may name the paper's strategies.
extension Experiment {
    static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = []
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: yaml, name: name, overrides: overrides, knowing: .paper)
    }

    static func load(path: String, overrides: [String] = []) throws(ExperimentError) -> Experiment {
        try load(path: path, overrides: overrides, knowing: .paper)
    }
}

extension Study {
    static func load(path: String) throws(ExperimentError) -> Study { try load(path: path, knowing: .paper) }
}
