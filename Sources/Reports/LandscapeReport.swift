import TesseraFiles
import TesseraPrediction
import TesseraReporting

/// The loss surfaces of a run's models, as files and as a table.
package struct LandscapeReport {
    private let surfaces: [LossSurface]
    private let radius: Double
    private let points: Int

    /// Surfaces that all go as far as `radius`, with so many points along each axis.
    package init(_ surfaces: [LossSurface], radius: Double, points: Int) {
        self.surfaces = surfaces
        self.radius = radius
        self.points = points
    }

    /// Writes the figures of each, and a picture of all.
    ///
    /// - Throws: `FileError`, `PictureError`.
    package func write(to folder: String) throws {
        try makeFolder(folder)
        for surface in surfaces {
            try replaceFile(at: "\(folder)/\(surface.strategy.name).csv", with: Array(surface.csv.utf8))
        }
        let panels = surfaces.map { SurfacePicture.Panel($0.strategy.name, values: $0.losses, points: points) }
        try SurfacePicture(panels, radius: radius, valueTitle: "loss").draw().writePNG(to: "\(folder)/surfaces.png")
    }

    /// How fast the loss grows on the way from the end.
    package var table: Table {
        let radii = [0.25, 0.5, 1].map { $0 * radius }
        var table = Table(
            [.text("strategy"), .number("loss")] + radii.map { .number("at \(Format.decimals($0, 2))") })
        for surface in surfaces {
            table.append(
                [surface.strategy.name, Format.decimals(surface.end)]
                    + radii.map { Format.decimals(surface.meanLoss(at: $0)) })
        }
        return table
    }
}
