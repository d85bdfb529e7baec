/// A sheet that shows how a decision came about: each sample with its subdomains tinted by whether the local network
/// there names the class that was decided, and by how sure it is.
package struct OpinionPicture: Sendable {
    /// What one subdomain's network says.
    package struct Opinion: Sendable {
        let className: String
        let probability: Double
        let isSame: Bool

        /// - Parameters:
        ///   - className: the class that it names.
        ///   - probability: the one it gives to that class, 0 to 1.
        ///   - isSame: whether the class is the decided one.
        package init(className: String, probability: Double, isSame: Bool) {
            (self.className, self.probability, self.isSame) = (className, probability, isSame)
        }
    }

    /// A picture and the areas in it that subdomains have, by their numbers.
    package typealias View = (picture: Raster, areas: [(subdomain: Int, area: Area)])

    /// One sample.
    package struct Sample: Sendable {
        let views: [View]
        let opinions: [Opinion]
        let decision: String
        let name: String

        /// - Parameters:
        ///   - views: one picture, or the planes of a volume.
        ///   - opinions: one a subdomain.
        ///   - decision: the decided class and its probability, written below.
        ///   - name: what the sample is called, written below that.
        package init(views: [View], opinions: [Opinion], decision: String, name: String) {
            precondition(!views.isEmpty, "a sample without a picture")
            (self.views, self.opinions, self.decision, self.name) = (views, opinions, decision, name)
        }
    }

    /// The side, in pixels, near which a picture's longer side is drawn.
    private static let side = 360
    private static let margin = 24
    private static let gap = 12
    private static let same = Colour(hex: 0x0072B2)
    private static let other = Colour(hex: 0xD55E00)
    private static let ink = Colour(hex: 0x333333)

    private let samples: [Sample]
    private let samplesPerRow: Int

    /// A sheet of samples that have equally large views.
    ///
    /// - Parameters:
    ///   - samples: at least one.
    ///   - samplesPerRow: how many stand side by side; 3 by default, 1 where a sample has several views.
    package init(samples: [Sample], samplesPerRow: Int? = nil) {
        precondition(!samples.isEmpty, "a sheet needs a sample")
        self.samples = samples
        self.samplesPerRow = min(samples.count, samplesPerRow ?? (samples[0].views.count > 1 ? 1 : 3))
    }

    /// Draws the sheet, on white.
    package func draw() -> Raster {
        let cells = samples.map(cell)
        let (width, height) = (cells.map(\.width).max() ?? 1, cells.map(\.height).max() ?? 1)
        let rows = (cells.count + samplesPerRow - 1) / samplesPerRow
        let legend = legend()
        let bottom = Self.margin + rows * (height + Self.margin)
        var sheet = Raster(
            width: Self.margin + max(samplesPerRow * (width + Self.margin), legend.width + Self.margin),
            height: bottom + legend.height + Self.margin)
        for (index, cell) in cells.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: samplesPerRow)
            sheet.blit(
                cell, row: Self.margin + row * (height + Self.margin),
                column: Self.margin + column * (width + Self.margin))
        }
        sheet.blit(legend, row: bottom, column: Self.margin)
        return sheet
    }

    /// The views side by side, decision and name below.
    private func cell(_ sample: Sample) -> Raster {
        let views = sample.views.map { view($0, sample.opinions) }
        let width = views.reduce(0) { $0 + $1.width + Self.gap } - Self.gap
        let height = views.map(\.height).max() ?? 0
        var cell = Raster(width: width, height: height + 10 + Font.height * 3 + 6)
        var left = 0
        for view in views {
            cell.blit(view, row: 0, column: left)
            left += view.width + Self.gap
        }
        let decision = Font.fitted(sample.decision, width: width, largest: 2)
        cell.write(decision.text, row: height + 10, column: 0, with: Self.ink, size: decision.size)
        let name = Font.fitted(sample.name, width: width, largest: 1)
        cell.write(name.text, row: height + 10 + Font.height * 2 + 6, column: 0, with: Self.ink, size: name.size)
        return cell
    }

    private func view(_ view: View, _ opinions: [Opinion]) -> Raster {
        let zoom = Zoom(side: max(view.picture.width, view.picture.height), near: Self.side)
        var drawn = zoom.apply(to: view.picture)
        let areas = view.areas.map { (opinion: opinions[$0.subdomain], area: zoom.apply(to: $0.area)) }
        for (opinion, area) in areas {
            // What is no number counts as unsure.
            let opacity = 0.08 + 0.37 * (opinion.probability > 0 ? min(opinion.probability, 1) : 0)
            drawn.fill(area, with: opinion.isSame ? Self.same : Self.other, opacity: opacity)
        }
        for (opinion, area) in areas {
            let inner = area.intersection(drawn.area)
            // Not by colour alone: another opinion has a broken frame.
            drawn.outline(
                inner, with: opinion.isSame ? Self.same : Self.other, thickness: 3, dash: opinion.isSame ? nil : 8)
            label(opinion, in: inner, on: &drawn)
        }
        return drawn
    }

    /// Class and probability in the area's upper left corner, on a dark plate; nothing where there is no room.
    private func label(_ opinion: Opinion, in area: Area, on picture: inout Raster) {
        let padding = 3
        let room = area.width - 2 * (4 + padding)
        let name = Font.fitted(opinion.className, width: room, largest: 2)
        let share = Font.fitted(Format.decimals(opinion.probability, 2), width: room, largest: name.size)
        let line = (Font.height + 1) * name.size
        let plate = Area(
            rows: area.rows.lowerBound + 4..<area.rows.lowerBound + 4 + 2 * padding + 2 * line,
            columns: area.columns.lowerBound + 4..<area.columns.lowerBound + 4 + 2 * padding
                + max(Font.width(of: name.text, size: name.size), Font.width(of: share.text, size: share.size)))
        guard room >= Font.width(of: "0.99", size: 1), plate.rows.upperBound <= area.rows.upperBound - 3 else { return }
        picture.fill(plate, with: .black, opacity: 0.6)
        let (top, left) = (plate.rows.lowerBound + padding, plate.columns.lowerBound + padding)
        picture.write(name.text, row: top, column: left, with: .white, size: name.size)
        picture.write(share.text, row: top + line, column: left, with: .white, size: share.size)
    }

    /// What the colours mean.
    private func legend() -> Raster {
        let entries = [("same class", Self.same, Int?.none), ("another class", Self.other, 8)]
        let texts = entries.map { "\($0.0), the stronger the surer" }
        let widths = texts.map { 34 + Font.width(of: $0, size: 1) }
        var legend = Raster(width: widths.max() ?? 1, height: 20 * entries.count)
        for (index, entry) in entries.enumerated() {
            let swatch = Area(rows: index * 20 + 1..<index * 20 + 17, columns: 0..<26)
            legend.fill(swatch, with: entry.1, opacity: 0.4)
            legend.outline(swatch, with: entry.1, thickness: 3, dash: entry.2)
            legend.write(texts[index], row: index * 20 + 6, column: 34, with: Self.ink, size: 1)
        }
        return legend
    }
}
