import TesseraDatasets
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

struct TrainedNetworkBytesTests {
    /// All that one process sends another comes back to the bit, whatever the values.
    @Test func roundTrip() {
        let values: [Float] = [0, -0.0, 1 / 3, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        for opinions in [[:], [DataPart.training: values], [.validation: values, .test: [1], .training: []]] {
            var network = TrainedNetwork(opinions: opinions, seconds: 12.345, epochs: 7)
            network.features = opinions.mapValues { $0 + [2] }
            network.mirroredOpinions = opinions.mapValues { $0 + [3] }
            if !opinions.isEmpty { network.folded = FoldedOpinions(logProbabilities: [1, 2], seconds: 3.5, passes: 9) }
            let copy = TrainedNetwork(bytes: network.bytes)
            #expect(copy.seconds == 12.345 && copy.epochs == 7 && copy.folded == network.folded)
            for part in DataPart.allCases {
                let bits = (opinions[part] ?? []).map(\.bitPattern)
                #expect((copy.opinions[part] ?? []).map(\.bitPattern) == bits)
                #expect(
                    (copy.features[part] ?? []).map(\.bitPattern) == (network.features[part] ?? []).map(\.bitPattern))
                #expect(copy.mirroredOpinions[part]?.count == network.mirroredOpinions[part]?.count)
                #expect(copy.mirroredFeatures.isEmpty)
            }
        }
    }
}
