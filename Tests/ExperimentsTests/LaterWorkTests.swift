import Experiments
import Testing

@Suite struct LaterWorkTests {
    @Test(arguments: [
        ("data: {path: d}\nfusion: {folds: 2}", "fusion.folds")
    ])
    func isRefusedWithAWord(yaml: String, key: String) throws {
        let told = mistakes("name: e\ndecomposition: {grid: [2]}\n" + yaml)
        let message = try #require(told.first)
        #expect(told.count == 1 && message.contains(": \(key) is not supported yet: ") && message.hasPrefix("e.yaml:"))
    }

    @Test func neutralValuesPass() {
        let yaml = """
            name: e
            data: {path: d, format: auto, size: null, fit: stretch, window: ~}
            decomposition: {grid: [2]}
            fusion: {folds: 1}
            training: {classWeights: none}
            """
        #expect(mistakes(yaml).isEmpty)
    }
}
