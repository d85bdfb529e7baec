import TesseraExperiments
import TesseraRandomness
import Testing

@Suite struct NetworkIDTests {
    private let all = Stage.paper.flatMap { NetworkID.all(of: $0, subdomains: 12, folds: 2) }

    /// Outside programs rely on these.
    @Test func folders() {
        #expect(NetworkID.local(7).folder == "local/07" && NetworkID.local(12).folder == "local/12")
        #expect(NetworkID.fold(1, ofLocal: 3).folder == "local/03/fold/1")
        #expect(
            [.global, .fusion, .coherent, .transfer].map(\NetworkID.folder) == [
                "global", "cnn-dnn", "coherent", "transfer",
            ])
    }

    @Test func names() {
        #expect("\(NetworkID.local(7))" == "local 07" && "\(NetworkID.fold(1, ofLocal: 123))" == "local 123 fold 1")
        #expect("\(NetworkID.fusion)" == "cnn-dnn")
    }

    @Test func prefixes() {
        #expect([9, 10, 123].map { NetworkID.local($0).prefix } == ["locals.09.", "locals.10.", "locals.123."])
        #expect(NetworkID.fusion.prefix == "fusion." && NetworkID.global.prefix.isEmpty)
    }

    /// The bits of every run rest on these.
    @Test func keys() {
        let run = RandomKey(seed: 5)
        #expect(NetworkID.global.key(of: run) == run.derived("global"))
        #expect(NetworkID.local(3).key(of: run) == run.derived("local").derived(3))
        #expect(
            NetworkID.fold(1, ofLocal: 3).key(of: run) == run.derived("local").derived(3).derived("fold").derived(1))
        #expect(NetworkID.fusion.key(of: run) == run.derived("cnn-dnn"))
        #expect(NetworkID.transfer.key(of: run) == run.derived("transfer"))
    }

    @Test func eachIsAnother() {
        let run = RandomKey(seed: 5)
        #expect(all.count == 1 + 36 + 3)
        #expect(Set(all).count == all.count && Set(all.map(\.folder)).count == all.count)
        #expect(Set(all.map(\.description)).count == all.count)
        #expect(Set(all.map { "\($0.key(of: run))" }).count == all.count)
        for stage in Stage.paper {
            #expect(NetworkID.all(of: stage, subdomains: 2).allSatisfy { $0.stage == stage })
        }
    }
}
