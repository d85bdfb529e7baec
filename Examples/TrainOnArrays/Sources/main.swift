import Tessera

// Pictures of 16x16 grey pixels in two classes: noise that is brighter in the upper half, or in the lower one.
let labels = (0..<400).map { $0 % 2 }
var noise = RandomKey(seed: 1).stream
let bytes = labels.flatMap { label in
    (0..<256).map { UInt8(noise.integer(in: 0..<150) + ($0 / 128 == label ? 60 : 0)) }
}
let samples = Samples(shape: [16, 16], channels: 1, bytes: bytes, labels: labels)
let (training, validation) = samples.split(share: 0.2, key: RandomKey(seed: 2))
let data = Dataset(format: .numpy, classes: ["upper", "lower"], training: training, validation: validation)

let experiment = try Experiment.parse(
    yaml: """
        name: arrays
        data: {path: memory}
        decomposition: {grid: [2, 2]}
        network: {architecture: vgg3, width: 8}
        strategies: [average, cnn-dnn, transfer]
        training: {epochs: {local: 4, cnn-dnn: 4, transfer: 2}, batchSize: 32}
        """)
let run = try ExperimentRun(experiment, dataset: data, folder: RunFolder(path: "runs/arrays"))
for result in try run.run().strategies {
    print(result.strategy, "validation accuracy", result.validation.accuracy)
}

// The trained model, asked about pictures.
let model = try Predictor(TrainedRun(path: "runs/arrays"), strategy: .transfer)
print("decided", try model.predictions(of: validation).decisions.prefix(8), "right", validation.labels.prefix(8))
