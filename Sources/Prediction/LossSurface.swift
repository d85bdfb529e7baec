import Synchronization
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// The loss of a trained model around its weights, on a plane through them.
public struct LossSurface: Sendable {
    /// Whose.
    public let strategy: Strategy
    /// The points along each axis: multiples of the directions' length, from `-radius` to `radius`.
    public let places: [Double]
    /// The mean cross-entropy at each point, row by row: the second direction goes with the rows.
    public let losses: [Double]
    /// The accuracy at each point.
    public let accuracies: [Double]

    /// The loss where the training ended.
    public var end: Double { losses[losses.count / 2] }

    /// The mean loss of the points whose distance from the end is nearest to `radius`.
    public func meanLoss(at radius: Double) -> Double {
        let step = places.count > 1 ? places[1] - places[0] : 1
        let values = losses.indices.filter { index in
            let (x, y) = (places[index % places.count], places[index / places.count])
            return abs((x * x + y * y).squareRoot() - radius) <= step / 2
        }.map { losses[$0] }
        return values.reduce(0, +) / Double(max(values.count, 1))
    }

    /// `x,y,loss,accuracy`, a line a point.
    public var csv: String {
        let lines = losses.indices.map { index in
            "\(places[index % places.count]),\(places[index / places.count]),\(losses[index]),\(accuracies[index])"
        }
        return (["x,y,loss,accuracy"] + lines).joined(separator: "\n") + "\n"
    }
}

extension Strategy {
    /// Whether its model is trained as a whole, and so has a loss surface of its own.
    public var hasLossSurface: Bool { structure != .independent }
}

extension TrainedRun {
    /// The loss surface of a strategy's model around its weights, in two random directions, filter-normalised (Li and
    /// others 2018).
    ///
    /// All strategies get the same two, each stretched to its own weights.
    ///
    /// - Parameters:
    ///   - strategy: one whose model is trained as a whole (`hasLossSurface`).
    ///   - samples: what the loss is over.
    ///   - radius: how far the plane goes; 1 is as far as the weights are long.
    ///   - points: along each axis; an odd number, so that the middle is the end of the training.
    ///   - workers: rows of points computed at once.
    ///   - device: where.
    ///   - stop: ends it.
    ///   - progress: is told the number of rows done.
    /// - Returns: loss and accuracy at `points` x `points` places.
    /// - Throws: `RunError.notTrained`; `FileError`, `SafetensorsError` and `DamagedFile` where weights are missing or
    ///   damaged; `DatasetError` where samples cannot be read; `Interrupted`; `TorchError`; `ThreadError`.
    public func lossSurface(
        of strategy: Strategy, on samples: any SampleSource, radius: Double, points: Int, workers: Int,
        device: Device = .cpu, stop: StopFlag = StopFlag(), progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> LossSurface {
        precondition(points % 2 == 1, "\(points) points have no middle")
        precondition(strategy.hasLossSurface, "\(strategy.name) has no model of its own")
        guard strategies.contains(strategy) else { throw RunError.notTrained(path, strategy, trained: strategies) }
        let places = (0..<points).map { radius * (2 * Double($0) / Double(max(points - 1, 1)) - 1) }
        let views = strategy.structure == .whole ? [plan.whole] : plan.views
        let readers = try readers(of: views, samples)
        let done = Atomic(0)
        // A model for each worker, which takes every so-manieth row.
        let step = min(workers, points)
        let shares = try Workers(count: workers, devices: [device]).map(step, threads: 1) { first, worker in
            let plane = try WeightPlane(self, strategy, on: worker.device)
            let source = PictureBatches(readers)
            return try stride(from: first, to: points, by: step).map { row in
                let scores = try places.map { x in
                    try plane.move(x, places[row])
                    let values = try logProbabilities(
                        of: plane.model, on: source, batchSize: experiment.training.batchSize, device: worker.device,
                        stop: stop)
                    return Score(logProbabilities: values, labels: source.labels)
                }
                progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
                return scores
            }
        }
        let scores = (0..<points).flatMap { shares[$0 % step][$0 / step] }
        return LossSurface(
            strategy: strategy, places: places, losses: scores.map { $0.loss ?? .nan },
            accuracies: scores.map(\.accuracy))
    }
}

/// A trained model that can be moved away from its weights, in two directions.
private final class WeightPlane {
    package let model: any Classifier
    private let state: [NamedTensor]
    private let end: [Tensor]
    private let directions: [FilterNormalizedDirection]

    package init(_ run: TrainedRun, _ strategy: Strategy, on device: Device) throws {
        // All weights are read: which ones the model begins with does not matter.
        let key = RandomKey(seed: 0)
        guard let stage = strategy.stage else { preconditionFailure("\(strategy.name) has no model of its own") }
        model =
            strategy.structure == .whole
            ? try run.plan.globalNetwork(key: key, on: device)
            : try run.plan.joinedNetwork(of: run.folder.strategies[strategy], key: key, on: device)
        state = model.state
        try run.folder.network(.single(stage)).readWeights(into: state)
        (end, directions) = try withoutGradient { [state] in
            let host = try state.map {
                NamedTensor($0.name, try $0.tensor.to(.float32, on: .cpu).contiguous(), isTrained: $0.isTrained)
            }
            let random = RandomKey(seed: UInt64(run.experiment.seed)).derived("landscape")
            return (
                try state.map { try $0.tensor.clone() },
                try (0..<2).map { try FilterNormalizedDirection(host, key: random.derived($0)) }
            )
        }
    }

    /// Moves the weights to a point of the plane.
    package func move(_ x: Double, _ y: Double) throws {
        try withoutGradient {
            for (index, named) in state.enumerated() {
                guard let first = directions[0].steps[index], let second = directions[1].steps[index] else { continue }
                let device = try named.tensor.device
                let way = try (first * x + second * y).to(.float32, on: device)
                try named.tensor.copy(from: end[index] + way)
            }
        }
    }
}
