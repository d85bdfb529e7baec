extension Raster {
    /// Paints `area` with `colour`, which covers what was there by `opacity` (0 to 1, all of it by default).
    package mutating func fill(_ area: Area, with colour: Colour, opacity: Double = 1) {
        let inside = area.intersection(self.area)
        for row in inside.rows {
            for column in inside.columns {
                self[row, column] = opacity >= 1 ? colour : self[row, column].mixed(with: colour, share: opacity)
            }
        }
    }

    /// Copies `picture` so that its top left pixel comes to (`row`, `column`).
    package mutating func blit(_ picture: Raster, row: Int, column: Int) {
        let target = Area(rows: row..<row + picture.height, columns: column..<column + picture.width)
        let inside = target.intersection(area)
        for y in inside.rows {
            for x in inside.columns { self[y, x] = picture[y - row, x - column] }
        }
    }

    /// Draws the border of `area`, `thickness` pixels wide (1 by default) and inside of it; where there is a `dash`,
    /// with strokes of so many pixels and gaps as long.
    package mutating func outline(_ area: Area, with colour: Colour, thickness: Int = 1, dash: Int? = nil) {
        let across = min(thickness, area.height)
        let along = min(thickness, area.width)
        let (rows, columns) = (area.rows, area.columns)
        func strokes(_ range: Range<Int>) -> [Range<Int>] {
            guard let dash else { return [range] }
            return stride(from: range.lowerBound, to: range.upperBound, by: 2 * dash).map {
                $0..<min($0 + dash, range.upperBound)
            }
        }
        for stroke in strokes(columns) {
            fill(Area(rows: rows.lowerBound..<rows.lowerBound + across, columns: stroke), with: colour)
            fill(Area(rows: rows.upperBound - across..<rows.upperBound, columns: stroke), with: colour)
        }
        for stroke in strokes(rows) {
            fill(Area(rows: stroke, columns: columns.lowerBound..<columns.lowerBound + along), with: colour)
            fill(Area(rows: stroke, columns: columns.upperBound - along..<columns.upperBound), with: colour)
        }
    }

    /// Draws a straight line, one pixel wide, both ends included.
    package mutating func line(
        from start: (row: Int, column: Int), to end: (row: Int, column: Int), with colour: Colour
    ) {
        let rows = end.row - start.row
        let columns = end.column - start.column
        let steps = max(abs(rows), abs(columns))
        for step in 0...steps {
            let share = steps == 0 ? 0 : Double(step) / Double(steps)
            let row = start.row + Int((Double(rows) * share).rounded())
            let column = start.column + Int((Double(columns) * share).rounded())
            if area.rows.contains(row), area.columns.contains(column) { self[row, column] = colour }
        }
    }
}

extension Raster {
    /// The part inside `area`, which must share a pixel with the picture.
    package func cropped(to area: Area) -> Raster {
        let inside = area.intersection(self.area)
        var part = Raster(width: inside.width, height: inside.height)
        for row in inside.rows {
            for column in inside.columns {
                part[row - inside.rows.lowerBound, column - inside.columns.lowerBound] = self[row, column]
            }
        }
        return part
    }

    /// The picture with each pixel as a square of `factor` x `factor` pixels.
    package func enlarged(by factor: Int) -> Raster {
        precondition(factor > 0, "a picture enlarged by \(factor); 1 is the least")
        var large = Raster(width: width * factor, height: height * factor)
        for row in 0..<large.height {
            for column in 0..<large.width { large[row, column] = self[row / factor, column / factor] }
        }
        return large
    }

    /// The picture with each square of `factor` x `factor` pixels as one of their mean colour; squares at the right and
    /// lower border may be incomplete.
    package func reduced(by factor: Int) -> Raster {
        precondition(factor > 0, "a picture reduced by \(factor); 1 is the least")
        var small = Raster(width: (width + factor - 1) / factor, height: (height + factor - 1) / factor)
        for row in 0..<small.height {
            for column in 0..<small.width {
                let square = Area(
                    rows: row * factor..<(row + 1) * factor, columns: column * factor..<(column + 1) * factor)
                small[row, column] = mean(of: square.intersection(area))
            }
        }
        return small
    }

    private func mean(of area: Area) -> Colour {
        var (red, green, blue) = (0, 0, 0)
        for row in area.rows {
            for column in area.columns {
                let colour = self[row, column]
                red += Int(colour.red)
                green += Int(colour.green)
                blue += Int(colour.blue)
            }
        }
        let count = area.width * area.height
        func rounded(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / count) }
        return Colour(rounded(red), rounded(green), rounded(blue))
    }
}
