import Testing

@testable import TesseraReporting

struct NetworkProgressTests {
    @Test func aPlainLineHasWhatIsKnown() {
        var network = NetworkProgress(name: "global", epoch: 3, epochs: 150)
        #expect(network.plainLine == "global   epoch   3/150")
        network.validationLoss = 0.5
        #expect(network.plainLine == "global   epoch   3/150   validation (loss 0.500)")
        network.validationAccuracy = 0.9
        network.secondsLeft = 3
        network.loss = .nan
        #expect(network.plainLine == "global   epoch   3/150   loss -   validation 0.900 (loss 0.500)   3 s left")
    }
}
