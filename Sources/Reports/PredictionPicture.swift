import Foundation
import TesseraDatasets
import TesseraEvaluating
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension TrainedRun {
    /// The first `most` samples with what each local network says: of volumes three planes through the middle.
    ///
    /// - Throws: `ReportError` where samples cannot be drawn; `DatasetError`.
    package func picture(of files: LooseFiles, _ predictions: Predictions, most: Int) throws -> Raster {
        let planes = SampleSlice.all(of: shape, isAnatomical: format == .volumes)
        guard !planes.isEmpty, [1, 3].contains(channels) else {
            throw ReportError(
                description: "--picture: samples of shape \(shape) with \(channels) channels cannot be drawn; they "
                    + "need two or three axes and 1 or 3 channels")
        }
        let locals = boxes.indices.map(predictions.byLocal)
        // A picture of the grid's boxes, and one of those of each level.
        let drawn = planes.flatMap { plane in
            experiment.grids.map { grid, networks in
                (
                    plane: plane,
                    areas: plane.areas(of: Array(boxes[networks]), grid: grid).map {
                        (subdomain: networks.lowerBound + $0.subdomain, area: $0.area)
                    }
                )
            }
        }
        return OpinionPicture(
            samples: try files.paths.prefix(most).enumerated().map { sample, path in
                let values = try files.samples.values(of: sample, in: files.samples.wholeRegion)
                let decided = predictions.decisions[sample]
                let share = predictions.probabilities(of: sample)[sample * classes.count + decided]
                return OpinionPicture.Sample(
                    views: drawn.map { plane, areas in
                        (plane.picture(plane.cut(values, channels: channels)), areas)
                    },
                    opinions: boxes.indices.map { index in
                        let alone = locals[index].decisions[sample]
                        let opinion = predictions.opinion(of: index, on: sample)
                        return OpinionPicture.Opinion(
                            className: classes[alone], probability: Double(opinion[opinion.startIndex + alone]),
                            isSame: alone == decided)
                    },
                    decision: "\(classes[decided]) \(Format.decimals(Double(share), 2))",
                    name: URL(fileURLWithPath: path).lastPathComponent.printable())
            }
        ).draw()
    }
}
