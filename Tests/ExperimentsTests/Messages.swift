import TesseraExperiments

/// The least that an experiment needs.
let least = """
    name: e
    data: {path: d}
    decomposition: {grid: [2, 2]}

    """

/// What reading `yaml` complains about, one line a mistake; empty where it is fine.
func mistakes(_ yaml: String, overrides: [String] = []) -> [String] {
    do {
        _ = try Experiment.parse(yaml: yaml, name: "e.yaml", overrides: overrides)
        return []
    } catch {
        return error.mistakes.map(\.description)
    }
}
