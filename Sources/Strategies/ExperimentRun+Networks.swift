import TesseraClassificationMetrics
import TesseraCluster
import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

extension ExperimentRun {
    /// The samples of a part; nil where the data has none.
    package func samples(_ part: DataPart) -> (any SampleSource)? {
        switch part {
        case .training: dataset.training
        case .holdout: holdout
        case .validation: dataset.validation
        case .test: dataset.test
        }
    }

    /// The parts that the data has.
    package var parts: [DataPart] { DataPart.allCases.filter { samples($0) != nil } }

    /// Batches of `views` of each part of the data, read by `crew`, side by side.
    package func pictures(_ views: [View], crew: Crew = .alone) throws -> [DataPart: PictureBatches] {
        try pictures(views, of: samples, crew: crew)
    }

    /// Batches of `views` of each part.
    ///
    /// The augmentation's key is the same for all: it acts on whole pictures.
    ///
    /// Of samples that lie in files only what the views and their augmentation need is kept.
    package func pictures(
        _ views: [View], of samples: (DataPart) -> (any SampleSource)?, crew: Crew = .alone
    ) throws -> [DataPart: PictureBatches] {
        let augmentation = experiment.training.augmentation
        return try sources { part in
            guard let source = samples(part) else { return nil }
            // Views of equally shrunk pictures share these.
            let kept = try Dictionary(grouping: views, by: \.picture).mapValues { views in
                let regions = views.map { view in
                    var varied = part == .training ? augmentation : .none
                    varied.flip = varied.flip || experiment.evaluate.mirror
                    return Region(
                        reachableFrom: view.box, shape: view.picture, by: varied, mirrorAxis: dataset.mirrorAxis)
                }
                return try source.shrunk(to: views[0].picture)
                    .samples(in: regions.dropFirst().reduce(regions[0]) { $0.union($1) })
            }
            return PictureBatches(
                views.compactMap { view in
                    kept[view.picture].map {
                        BatchReader(
                            samples: $0, box: view.box, normalization: normalization, augmentation: augmentation,
                            mirrorAxis: dataset.mirrorAxis, original: source.shape, key: key.derived("augmentation"))
                    }
                }, crew: crew)
        }
    }

    package func sources<Source>(_ make: (DataPart) throws -> Source?) rethrows -> [DataPart: Source] {
        Dictionary(uniqueKeysWithValues: try DataPart.allCases.compactMap { part in try make(part).map { (part, $0) } })
    }

    /// One network on what `view` shows: by this process, or by those of a team that share its batches.
    package func trained(
        _ id: NetworkID, view: View, samples: (DataPart) -> (any SampleSource)?, learningFrom indices: [Int]? = nil,
        asked: Set<DataPart> = Set(DataPart.allCases),
        on worker: Worker, by team: Cluster, model makeModel: (Device, RandomKey) throws -> SingleNetwork
    ) throws -> TrainedNetwork {
        guard team.count == 1 else {
            return try trainedTogether(
                id, view: view, samples: samples, learningFrom: indices, asked: asked, on: worker, by: team,
                model: makeModel)
        }
        return try trained(
            id, in: folder.network(id), on: pictures([view], of: samples), learningFrom: indices, asked: asked,
            on: worker
        ) { try makeModel($0, $1) }
    }

    /// Trains a network, or finds it trained in its folder, and asks it for its opinion on every part.
    ///
    /// - Parameters:
    ///   - id: which it is.
    ///   - folder: where it is kept.
    ///   - makeSources: reads the samples of each part; training and validation must be there.
    ///   - indices: the samples of the training part that it learns from; nil: all.
    ///   - asked: the parts that it is asked about.
    ///   - worker: what it is trained on.
    ///   - observer: the run's own by default.
    ///   - stop: the run's own by default.
    ///   - makeModel: makes it, with its initial weights from a key.
    /// - Returns: its opinions, and what its training took.
    /// - Throws: `Interrupted`, `Diverged`, `RunError` and `DamagedFile`; any other error as the cause of a
    ///   `NetworkFailure`.
    package func trained<Source: BatchSource>(
        _ id: NetworkID, in folder: any TrainingStore,
        on makeSources: @autoclosure () throws -> [DataPart: Source], learningFrom indices: [Int]? = nil,
        asked: Set<DataPart> = Set(DataPart.allCases),
        on worker: Worker,
        observer: (any TrainingObserver)? = nil, stop: StopFlag? = nil,
        model makeModel: (Device, RandomKey) throws -> any Classifier
    ) throws -> TrainedNetwork {
        let (observer, stop) = (observer ?? self.observer, stop ?? self.stop)
        let key = id.key(of: key)
        return try naming(id) {
            let lock = try folder.lock()
            defer { withExtendedLifetime(lock) {} }
            let sources = try makeSources()
            guard let all = sources[.training], let validation = sources[.validation] else {
                preconditionFailure("\(id) has nothing to train or to validate on")
            }
            let training = indices.map { all.only($0) } ?? all
            let device = worker.device
            let recipe = Recipe(experiment.training, stage: id.stage, precision: precision)
            let model: any Classifier
            let history: [EpochRecord]
            var learning: Learning?
            var opinions: [DataPart: [Float]] = [:]
            var timeline: Timeline?
            var finished = try folder.finishedHistory()
            if let trained = finished, trained.count < recipe.epochs, try folder.hasKept(epoch: trained.count) {
                try folder.reopen(epoch: trained.count)
                finished = nil
            }
            if let finished {
                // Left where a process was killed after it had written the weights.
                folder.removeCheckpoints()
                model = try makeModel(device, key.derived("weights"))
                try folder.readWeights(into: model.state)
                history = finished
                learning = try folder.finishedLearning()
                observer.receive(.found(network: id))
            } else {
                let record = folder.timeline(on: worker)
                timeline = record
                var attempt = try folder.attempt()
                var trained: (model: any Classifier, outcome: Trainer<Source>.Outcome)?
                repeat {
                    let key = attempt == 0 ? key : key.derived("attempt").derived(attempt)
                    let trainer = Trainer(
                        network: id, recipe: recipe, training: training, validation: validation,
                        holdout: sources[.holdout], classes: classes, classWeights: classWeights(training.labels),
                        attempt: attempt, key: key, device: device, folder: folder, timeline: record,
                        observer: observer, stop: stop)
                    let model = try makeModel(device, key.derived("weights"))
                    trained = try trainer.train(model).map { (model, $0) }
                    attempt += 1
                } while trained == nil
                guard let trained else { preconditionFailure("\(id) has ended without an outcome") }
                model = trained.model
                // The last epoch has just asked for these.
                (history, learning, opinions[.validation]) = (
                    trained.outcome.history, trained.outcome.learning, trained.outcome.validation
                )
            }
            let start = ContinuousClock.now
            var said = try ask(
                model, id, known: opinions, of: sources, asked: asked, batchSize: recipe.batchSize, device: device,
                stop: stop)
            guard said.opinions.values.allSatisfy({ $0.allSatisfy { !$0.isNaN } }) else {
                throw DamagedFile(
                    folder.weights, "with these weights probabilities are not numbers; \(NetworkFolder.remedy)")
            }
            try timeline?.write()
            let seconds = history.reduce(0) { $0 + $1.seconds } + (ContinuousClock.now - start) / .seconds(1)
            observer.receive(
                .finished(
                    network: id, seconds: seconds,
                    validation: Score(logProbabilities: said.opinions[.validation] ?? [], labels: validation.labels),
                    sampleBytes: sources.values.reduce(0) { $0 + $1.byteCount }))
            // Of a version that did not write it down its epochs tell.
            learning =
                learning
                ?? Learning(
                    history, of: history.count,
                    guessing: guessingLoss(
                        labels: training.labels, classes: classes, classWeights: classWeights(training.labels),
                        labelSmoothing: recipe.labelSmoothing))
            (said.seconds, said.epochs) = (seconds, history.count)
            said.hasLearnt = learning?.hasLearnt ?? true
            return said
        }
    }

    /// `balanced`: each class's samples together count the same, and all together as many as there are.
    package func classWeights(_ labels: [Int]) -> [Float]? {
        guard experiment.training.classWeights == .balanced else { return nil }
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[label] += 1 }
        return counts.map { $0 == 0 ? 0 : Float(labels.count) / Float(classes * $0) }
    }

    /// The score of log-probabilities on a part; nil where the data lacks it.
    package func score(_ opinions: [DataPart: [Float]], _ part: DataPart) -> Score? {
        guard let samples = samples(part), let values = opinions[part] else { return nil }
        return Score(logProbabilities: values, labels: samples.labels)
    }
}
