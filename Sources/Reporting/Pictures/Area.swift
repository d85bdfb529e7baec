/// A rectangle of pixels: a range of rows, counted from the top, and one of columns, from the left.
package struct Area: Sendable, Hashable {
    /// The rows and columns that belong to the rectangle.
    package let rows, columns: Range<Int>

    /// The rectangle of these rows and columns.
    package init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The number of rows.
    package var height: Int { rows.count }

    /// The number of columns.
    package var width: Int { columns.count }

    /// What both rectangles share, perhaps nothing.
    package func intersection(_ other: Area) -> Area {
        Area(rows: rows.clamped(to: other.rows), columns: columns.clamped(to: other.columns))
    }

    /// The rectangle that is larger by `margin` pixels on every side.
    func grown(by margin: Int) -> Area {
        Area(
            rows: rows.lowerBound - margin..<rows.upperBound + margin,
            columns: columns.lowerBound - margin..<columns.upperBound + margin)
    }
}
