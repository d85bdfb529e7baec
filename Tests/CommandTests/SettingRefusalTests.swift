import Testing

/// Values that cannot be, given by `--set`: each is told in a line of its own, all in one call.
@Suite struct SettingRefusalTests {
    /// A setting and what the message about it must contain.
    struct Setting: Sendable {
        let text: String
        let words: [String]

        init(_ text: String, says words: String...) {
            self.text = text
            self.words = words
        }
    }

    /// Settings that are refused together: no two of the same key.
    struct Group: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settings: [Setting]

        init(_ description: String, _ settings: Setting...) {
            testDescription = description
            self.settings = settings
        }
    }

    @Test(arguments: groups) func together(_ group: Group) async throws {
        let arguments = ["train", "experiment.yaml"] + group.settings.flatMap { ["--set", $0.text] }
        let refusal = Refusal(
            group.testDescription, 65, arguments: arguments, says: ["\(group.settings.count) mistakes"])
        let outcome = try await refusal.check()
        #expect(outcome.errorLines.count == 1 + group.settings.count, "\(outcome.errors)")
        for setting in group.settings {
            let lines = outcome.errorLines.filter { $0.hasPrefix("  --set \(setting.text): ") }
            #expect(lines.count == 1, "\(setting.text): \(outcome.errors)")
            for word in setting.words {
                #expect(lines.contains { $0.contains(word) }, "“\(word)” is not in: \(lines)")
            }
        }
    }

    @Test(arguments: fit) func unfit(_ refusal: Refusal) async throws {
        let outcome = try await refusal.check()
        #expect(outcome.errorLines.count == 1, "one mistake, one line: \(outcome.errors)")
    }

    /// Each is sound by itself, but fits neither the rest nor the pictures of 16x16 pixels.
    static let fit: [Refusal] = [
        .setting("network.architecture=[relu, flatten]", says: "network.width does not apply"),
        .setting("decomposition.grid=[2]", says: "decomposition.grid", "1 axis", "16x16"),
        .setting("decomposition.grid=[2, 2, 2]", says: "decomposition.grid", "3 axes", "16x16"),
        .setting("decomposition.grid=[17, 1]", says: "decomposition.grid", "17", "16"),
        .setting("decomposition.grid=[8, 2]", says: "local 00", "2x8", "smallest size that works is 4x4"),
        .setting("network.architecture=vgg9", "decomposition.grid=[4, 4]", says: "smallest size that works is 8x8"),
        .setting("network.architecture=[{linear: 4}]", "network.width=null", says: "layer 0", "flatten"),
        .setting("data.format=cifar10", says: "data: ", "data_batch_1.bin"),
        .setting("data.path=elsewhere", says: "elsewhere", "no such file or folder"),
        .setting("data.path=experiment.yaml", says: "experiment.yaml", "folder"),
    ]
}
