import TesseraDatasets
import TesseraEvaluating
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// What a page shows of the samples that a run was measured on.
package struct SamplePictures {
    /// A sample that was taken for something that it is not.
    package struct Mistake {
        /// Its middle slice; nil where samples are nothing to look at.
        package let picture: Raster?
        package let name: String
        package let label, decision: Int
        /// The probability of what it was taken for; of votes their share.
        package let probability: Double
    }

    /// The mean of some samples in each plane; empty where samples are nothing to look at.
    package let means: [Raster]
    /// How many samples these are the mean of.
    package let meanCount: Int
    /// The mistakes of the default strategy of which it was surest, and how many there are in all.
    package let mistakes: [Mistake]
    package let mistakeCount: Int

    /// No more samples than these are read for the means.
    private static let meanSamples = 256
    /// The longer side of a mistake's picture, in pixels.
    private static let side = 112

    /// Reads the samples that are shown.
    ///
    /// - Parameters:
    ///   - evaluation: what the run's strategies make of which samples.
    ///   - errors: how many mistakes are shown at most.
    /// - Throws: `DatasetError` where a sample cannot be read.
    package init(_ evaluation: Evaluation, errors: Int) throws {
        let (run, samples) = (evaluation.run, evaluation.samples)
        let slices = SampleSlice.all(of: run.shape, isAnatomical: run.format == .volumes)
        let step = max(1, (samples.count + Self.meanSamples - 1) / Self.meanSamples)
        let chosen = slices.isEmpty ? [] : Array(stride(from: 0, to: samples.count, by: step))
        var sums: [[Int]] = slices.map { _ in [] }
        for index in chosen {
            let values = try samples.values(of: index, in: samples.wholeRegion)
            for (place, slice) in slices.enumerated() {
                let cut = slice.cut(values, channels: samples.channels)
                sums[place] = sums[place].isEmpty ? cut.map(Int.init) : zip(sums[place], cut).map { $0 + Int($1) }
            }
        }
        meanCount = chosen.count
        means = zip(slices, sums).map { slice, sum in slice.picture(sum.map { UInt8($0 / chosen.count) }) }

        let predictions = evaluation.predictions.first { $0.strategy == run.defaultStrategy }?.predictions
        guard let predictions else {
            (mistakes, mistakeCount) = ([], 0)
            return
        }
        func sureness(_ sample: Int) -> Float {
            let row = predictions.probabilities(of: sample)
            return row[row.startIndex + predictions.decisions[sample]]
        }
        let wrong = samples.labels.indices.filter { predictions.decisions[$0] != samples.labels[$0] }
        mistakeCount = wrong.count
        mistakes = try wrong.sorted { (-sureness($0), $0) < (-sureness($1), $1) }.prefix(errors).map { index in
            Mistake(
                picture: try slices.first.map { slice in
                    let values = try samples.values(of: index, in: samples.wholeRegion)
                    return slice.picture(slice.cut(values, channels: samples.channels)).fitted(into: Self.side)
                },
                name: samples.name(of: index).split(separator: "/").suffix(2).joined(separator: "/"),
                label: samples.labels[index], decision: predictions.decisions[index],
                probability: Double(sureness(index)))
        }
    }
}
