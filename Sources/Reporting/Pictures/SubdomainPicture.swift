/// A contact sheet that shows what a decomposition does to samples: each one whole, with its subdomains outlined and
/// their overlaps tinted, and beside it the subdomains cut apart.
package struct SubdomainPicture: Sendable {
    /// One sample's pixels and what it shows.
    package struct Sample: Sendable {
        let picture: Raster
        let caption: String

        /// A sample of `rows` x `columns` pixels with 1 (grey) or 3 (red, green, blue) channels.
        ///
        /// - Parameters:
        ///   - rows: The picture's height.
        ///   - columns: The picture's width.
        ///   - channels: 1 or 3.
        ///   - bytes: All values, row by row, channels last.
        ///   - className: The caption under the sample.
        package init(rows: Int, columns: Int, channels: Int, bytes: [UInt8], className: String) {
            picture = Raster(width: columns, height: rows, channels: channels, bytes: bytes)
            caption = className
        }
    }

    /// The side, in pixels, near which a whole number of times the sample's longer side is drawn.
    private static let side = 180
    private static let margin = 24
    private static let thickness = 2
    private static let captionSize = 2
    private static let ink = Colour(hex: 0x333333)
    private static let overlap = Colour(hex: 0xFFD43B)

    private let samples: [Sample]
    private let boxes: [Area]
    private let gridRows, gridColumns, samplesPerRow: Int
    private let zoom: Zoom

    /// A sheet of `samples`, all of one size, cut into `boxes`.
    ///
    /// - Parameters:
    ///   - samples: At least one, all of one size.
    ///   - boxes: The subdomains row by row, `gridRows` x `gridColumns` of them; they may overlap.
    ///   - gridRows: Boxes below each other.
    ///   - gridColumns: Boxes side by side.
    ///   - samplesPerRow: How many samples stand side by side, 2 by default.
    package init(samples: [Sample], boxes: [Area], gridRows: Int, gridColumns: Int, samplesPerRow: Int = 2) {
        precondition(!samples.isEmpty && samplesPerRow > 0, "a sheet needs a sample, and room for one in a row")
        let areas = Set(samples.map(\.picture.area))
        precondition(areas.count == 1, "samples of \(areas.count) sizes on a sheet; they must be alike")
        precondition(
            boxes.count == gridRows * gridColumns && !boxes.isEmpty,
            "\(boxes.count) boxes for a grid of \(gridRows) x \(gridColumns)")
        self.samples = samples
        self.boxes = boxes
        self.gridRows = gridRows
        self.gridColumns = gridColumns
        self.samplesPerRow = min(samplesPerRow, samples.count)
        let area = samples[0].picture.area
        zoom = Zoom(side: max(area.width, area.height), near: Self.side)
    }

    /// Draws the sheet, on white.
    package func draw() -> Raster {
        let cells = samples.map(cell)
        let (width, height) = (cells[0].width, cells[0].height)
        let rows = (cells.count + samplesPerRow - 1) / samplesPerRow
        let between = Self.margin * 2
        var sheet = Raster(
            width: Self.margin * 2 + samplesPerRow * width + (samplesPerRow - 1) * between,
            height: Self.margin * 2 + rows * height + (rows - 1) * Self.margin)
        for (index, cell) in cells.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: samplesPerRow)
            sheet.blit(
                cell, row: Self.margin + row * (height + Self.margin),
                column: Self.margin + column * (width + between))
        }
        return sheet
    }

    /// A sample whole, its parts to the right, its class below.
    private func cell(_ sample: Sample) -> Raster {
        let whole = whole(sample.picture)
        let parts = apart(sample.picture)
        let wholeTop = max(0, parts.height - whole.height) / 2
        let captionTop = wholeTop + whole.height + Self.margin / 3
        var cell = Raster(
            width: whole.width + Self.margin + parts.width,
            height: max(parts.height, captionTop + Font.height * Self.captionSize))
        cell.blit(whole, row: wholeTop, column: 0)
        cell.blit(parts, row: max(0, whole.height - parts.height) / 2, column: whole.width + Self.margin)
        let (caption, size) = Font.fitted(sample.caption, width: whole.width, largest: Self.captionSize)
        cell.write(caption, row: captionTop, column: 0, with: Self.ink, size: size)
        return cell
    }
}

extension SubdomainPicture {
    /// The sample with every place that several boxes share tinted, and the boxes' outlines.
    private func whole(_ picture: Raster) -> Raster {
        var whole = zoom.apply(to: picture)
        let areas = boxes.map(zoom.apply)
        for row in 0..<whole.height {
            let across = areas.filter { $0.rows.contains(row) }
            for column in 0..<whole.width {
                let sharing = across.reduce(0) { $0 + ($1.columns.contains(column) ? 1 : 0) }
                guard sharing > 1 else { continue }
                // One tint for all: mixing the boxes' own colours turns muddy where four meet.
                let share = sharing == 2 ? 0.4 : 0.6
                whole[row, column] = whole[row, column].mixed(with: Self.overlap, share: share)
            }
        }
        for (index, area) in areas.enumerated() {
            whole.outline(area, with: colour(index), thickness: Self.thickness)
        }
        return whole
    }

    /// The boxes with gaps between, in the grid's layout, each framed in its colour.
    private func apart(_ picture: Raster) -> Raster {
        let whole = zoom.apply(to: picture)
        let areas = boxes.map { zoom.apply(to: $0).intersection(whole.area) }
        // Boxes of one grid row are equally high, those of one grid column equally wide.
        let heights = (0..<gridRows).map { areas[$0 * gridColumns].height }
        let widths = (0..<gridColumns).map { areas[$0].width }
        let step = 10 + 2 * Self.thickness
        var sheet = Raster(
            width: widths.reduce(0, +) + step * gridColumns - 10, height: heights.reduce(0, +) + step * gridRows - 10)
        for (index, area) in areas.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: gridColumns)
            let top = heights[..<row].reduce(0, +) + step * row + Self.thickness
            let left = widths[..<column].reduce(0, +) + step * column + Self.thickness
            let part = whole.cropped(to: area)
            let place = Area(rows: top..<top + part.height, columns: left..<left + part.width)
            sheet.outline(place.grown(by: Self.thickness), with: colour(index), thickness: Self.thickness)
            sheet.blit(part, row: top, column: left)
        }
        return sheet
    }

    /// A box's colour; with these steps through the eight, none of its eight neighbours has the same.
    private func colour(_ index: Int) -> Colour {
        let (row, column) = index.quotientAndRemainder(dividingBy: gridColumns)
        return Self.palette[(row * 3 + column) % Self.palette.count]
    }

    private static let palette: [Colour] = [
        0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x17BECF, 0xE377C2, 0xBCBD22,
    ].map(Colour.init(hex:))
}
