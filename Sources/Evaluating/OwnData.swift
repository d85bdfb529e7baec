import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// A run's own data, where they lie now, in the parts that the run has.
public struct OwnData {
    /// Where they were found, as it was named.
    public let path: String
    /// The parts, with the run's numbers of the classes.
    public let dataset: Dataset

    /// Looks for the data of `run`: at `place`, where one is named, else at the experiment's path and then where they
    /// lay when the run was trained; the first whose samples are the run's.
    ///
    /// - Parameters:
    ///   - run: whose data.
    ///   - place: where they are; nil: where they were.
    ///   - part: what they are wanted for; nil: to measure on.
    ///   - telling: who is told how it goes.
    /// - Throws: `EvaluationError` where they are not there, or what is there is something else; `DatasetError`.
    public init(
        of run: TrainedRun, at place: String? = nil, for part: DataPart? = nil,
        telling: Telling = Telling()
    ) throws {
        let places = place.map { [$0] } ?? run.places
        var refusal: (any Error)?
        for path in places where FileManager.default.fileExists(atPath: path) {
            do {
                dataset = try run.ownData(at: path, for: part ?? run.measuredPart, telling)
                self.path = path
                if refusal != nil { telling.notice?("\(places[0]) is not the run's data; \(path) is, and is taken") }
                return
            } catch {
                // What is wrong with the first place matters most: it is the one that the user has named.
                if refusal == nil { refusal = error }
            }
        }
        throw refusal
            ?? EvaluationError(
                description:
                    "\(places.joined(separator: ", nor "))\(place == nil ? ", the run's data," : ":") is not there; "
                    + "name the folder or file in which they are now with --data")
    }
}

extension TrainedRun {
    /// The part that it is measured on.
    package var measuredPart: DataPart { sampleCounts["test"] == nil ? .validation : .test }

    /// Where its data may be.
    fileprivate var places: [String] {
        let given = experiment.data.path
        let known = dataPath.flatMap { isSamePlace($0, given) ? nil : $0 }
        return [given] + (known.map { [$0] } ?? [])
    }

    /// Its data, read as training reads them, so that what is decoded is found in the cache.
    fileprivate func ownData(
        at path: String, for part: DataPart, _ telling: Telling
    ) throws -> Dataset {
        var options = experiment.dataOptions
        options.cache = experiment.data.cache ? .ofUser : nil
        (options.progress, options.notice) = (telling.progress, telling.notice)
        let dataset = try Dataset.load(path: path, format: format, options: options)
        try check(dataset, at: path)
        let advice = "; bring them back, or name the folder or file in which they are now with --data"
        let (found, own) = (dataset.summary.sampleCounts, sampleCounts)
        guard found.values.reduce(0, +) == own.values.reduce(0, +), dataset.classes == classes else {
            throw EvaluationError(
                description:
                    "\(path) has changed since the run was trained (it had \(told(own)) samples, now \(told(found)))"
                    + advice)
        }
        let parts = try ownParts(of: dataset, lookingAt: part, progress: telling.progress)
        guard let parts else {
            throw EvaluationError(
                description:
                    "\(path) is not the run's data: it has as many samples, but others, or in other parts, than the run "
                    + "was trained with"
                    + advice)
        }
        return parts
    }

    private func told(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\(Format.count($0.value)) \($0.key)" }.joined(separator: ", ")
    }

    /// Makes sure that samples are of the run's form, and their classes among the run's.
    package func check(_ dataset: Dataset, at path: String) throws {
        guard dataset.training.shape == shape, dataset.training.channels <= channels else {
            throw EvaluationError(
                description: "\(path): its samples are \(dataset.training.shape) with \(dataset.training.channels) "
                    + "channels, the run's \(shape) with \(channels)")
        }
        guard dataset.training.channels == channels else {
            throw EvaluationError(description: "\(path): its samples are grey, the run's are coloured")
        }
        let unknown = dataset.classes.filter { !classes.contains($0) }
        guard unknown.isEmpty else {
            throw EvaluationError(
                description:
                    "\(path): has the classes \(unknown.joined(separator: ", ")), which the run does not know; "
                    + "its are \(classes.joined(separator: ", "))")
        }
    }
}
