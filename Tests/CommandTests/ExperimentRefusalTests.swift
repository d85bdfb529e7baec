import Foundation
import Testing

/// Mistakes in an experiment file and in `--set`: status 65, every mistake named with its place.
@Suite struct ExperimentRefusalTests {
    @Test func allMistakesAreToldAtOnce() async throws {
        let refusal = Refusal(
            "several mistakes", 65, arguments: ["train", "experiment.yaml", "--set", "fusion.hiden=[3]"],
            says: [
                "8 mistakes", "experiment.yaml:2: unknown key 'sed'; did you mean 'seed'?", "experiment.yaml:4",
                "did you mean 'path'?", "data.path is missing", "experiment.yaml:6", "decomposition.grid",
                "experiment.yaml:7: unknown key 'trainning'; did you mean 'training'?",
                "experiment.yaml:9: unknown key 'widht' in network; did you mean 'width'?",
                "experiment.yaml:10: network.architecture is vgg99", "did you mean vgg9?",
                "--set fusion.hiden=[3]: unknown key 'hiden' in fusion; did you mean 'hidden'?",
            ]
        ) {
            try $0.write(
                """
                name: wrong
                sed: 3
                data:
                  paht: data
                decomposition:
                  grid: two
                trainning: {}
                network:
                  widht: 4
                  architecture: vgg99

                """, to: "experiment.yaml")
        }
        try await refusal.check()
    }

    @Test(arguments: files) func file(_ refusal: Refusal) async throws {
        try await refusal.check()
    }

    static let files: [Refusal] = [
        Refusal("no file", 65, arguments: ["train", "none.yaml"], says: ["none.yaml", "no such file"]),
        Refusal("a folder", 65, arguments: ["train", "data"], says: ["data: ", "file"]),
        text("empty", "", says: "experiment.yaml", "empty"),
        text("a list", "- 1\n- 2\n", says: "experiment.yaml:1", "map"),
        text("no YAML", "name: a\ndata: [1, 2\ndecomposition: {\n", says: "experiment.yaml:", "not YAML"),
        text("tabs", "name: a\ndata:\n\tpath: data\n", says: "experiment.yaml:3", "tabs"),
        text("a key twice", "name: a\nname: b\n", says: "experiment.yaml:", "name", "twice"),
        text("no grid", "name: a\ndata: {path: data}\n", says: "decomposition.grid is missing"),
        Refusal("not UTF-8", 65, arguments: ["train", "experiment.yaml"], says: ["experiment.yaml", "UTF-8"]) {
            try $0.write([0x6e, 0xff, 0xfe, 0x00], to: "experiment.yaml")
        },
    ]

    private static func text(_ what: String, _ yaml: String, says words: String...) -> Refusal {
        Refusal(what, 65, arguments: ["train", "experiment.yaml"], says: words) {
            try $0.write(yaml, to: "experiment.yaml")
        }
    }
}
