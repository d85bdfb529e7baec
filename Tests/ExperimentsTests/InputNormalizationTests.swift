import TesseraDatasets
import Testing

@testable import TesseraExperiments

@Suite struct InputNormalizationTests {
    private func normalization(_ text: String) throws -> InputNormalization {
        try Experiment.parse(yaml: least + "network: {normalization: \(text)}").network.normalization
    }

    @Test func isReadAndWritten() throws {
        #expect(try normalization("data") == .data && normalization("imagenet") == .imagenet)
        #expect(
            try normalization("{mean: [127], deviation: [128, 128, 1]}")
                == .values(mean: [127], deviation: [128, 128, 1]))
        let mistakes = mistakes(least + "network: {normalization: {mean: [1], deviation: [0]}}")
        #expect(mistakes.joined().contains("network.normalization.deviation[0] is 0; expected a number above 0"))
        #expect(
            messages("imagnet").contains(
                "network.normalization is imagnet; expected data, imagenet or a map {mean: [...], deviation: [...]}; did "
                    + "you mean imagenet?"))
    }

    private func messages(_ text: String) -> String {
        mistakes(least + "network: {normalization: \(text)}").joined()
    }

    @Test func fitsTheSamplesChannels() throws {
        let (grey, colour) = (
            Normalization(mean: [3], deviation: [2]), Normalization(mean: [1, 2, 3], deviation: [4, 5, 6])
        )
        #expect(InputNormalization.data.inForce(for: colour) == colour)
        let imagenet = try #require(InputNormalization.imagenet.inForce(for: colour))
        let means: [Double] = [0.485, 0.456, 0.406].map { 255 * $0 }
        #expect(imagenet.mean == means)
        let one = try #require(InputNormalization.imagenet.inForce(for: grey))
        let (mean, deviation): (Double, Double) = (one.mean[0], one.deviation[0])
        #expect((mean * 1_000).rounded() == 114_495)
        #expect((deviation * 1_000).rounded() == 57_630)
        let own = InputNormalization.values(mean: [127], deviation: [128, 64, 32])
        #expect(own.inForce(for: colour) == Normalization(mean: [127, 127, 127], deviation: [128, 64, 32]))
        #expect(own.inForce(for: grey) == nil)
        #expect(InputNormalization.imagenet.inForce(for: Normalization(mean: [1, 1], deviation: [1, 1])) == nil)
    }

    @Test func pretrainedStartsAreRefusedWithTheKeyToChange() {
        #expect(
            mistakes(least + "network: {weights: w.safetensors}") == [
                "e.yaml:4: network.weights needs local networks of the global one's width; set network.localScaling to 1"
            ])
        let pickle = mistakes(least + "network: {weights: models/resnet18.pth, localScaling: 1}")
        #expect(pickle.count == 1)
        #expect(pickle[0].contains("resnet18.pth is a pickle, which can run any program when it is opened"))
        #expect(
            pickle[0].contains(
                "weights = torch.load(\"resnet18.pth\", weights_only=True); safetensors.torch.save_file("
                    + "{k: v.contiguous() for k, v in weights.items()}, \"resnet18.safetensors\")"))
        #expect(mistakes(least + "network: {weights: w.safetensors, localScaling: 1}").isEmpty)
        #expect(
            mistakes(least + "network: {architecture: resnet18}\ntraining: {frozen: 6}").joined().contains(
                "training.frozen is 6, but network resnet18 has 5 stages; expected 0 to 5"))
        #expect(mistakes(least + "training: {bodyRate: 0}").joined().contains("training.bodyRate is 0"))
    }
}
