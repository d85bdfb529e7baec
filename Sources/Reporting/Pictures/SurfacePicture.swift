import Foundation

/// Surfaces over a square side by side, seen from above: colours and contour lines, alike for all, so that they can be
/// compared.
package struct SurfacePicture: Sendable {
    /// A surface.
    package struct Panel: Sendable {
        let title: String
        let values: [Double]
        let points: Int

        /// A surface of positive values at `points` x `points` places, row by row from the bottom.
        package init(_ title: String, values: [Double], points: Int) {
            precondition(
                values.count == points * points && points > 1, "\(values.count) values of a square of \(points)")
            (self.title, self.values, self.points) = (title, values, points)
        }
    }

    private let panels: [Panel]
    private let radius: Double
    private let valueTitle: String
    /// Logarithms of the smallest and the largest value that colours tell apart.
    private let low, high: Double

    private static let side = 300
    private static let gap = 26
    private static let top = 40
    private static let bottom = 34
    private static let left = 20
    private static let scale = 96
    private static let contours = 12
    private static let ink = Colour(28, 33, 39)

    /// - Parameters:
    ///   - panels: at least one.
    ///   - radius: where the squares end, in all four directions from the middle.
    ///   - valueTitle: what the colours are of.
    package init(_ panels: [Panel], radius: Double, valueTitle: String) {
        precondition(!panels.isEmpty, "a picture of no surface")
        (self.panels, self.radius, self.valueTitle) = (panels, radius, valueTitle)
        let logs = panels.flatMap(\.values).filter { $0.isFinite && $0 > 0 }.map { Foundation.log($0) }
        low = logs.min() ?? 0
        high = max(logs.max() ?? 1, low + 1e-6)
    }

    /// The picture.
    package func draw() -> Raster {
        let width = Self.left + panels.count * (Self.side + Self.gap) + Self.scale
        var picture = Raster(width: width, height: Self.top + Self.side + Self.bottom)
        for (index, panel) in panels.enumerated() {
            draw(panel, at: Self.left + index * (Self.side + Self.gap), in: &picture)
        }
        drawScale(at: width - Self.scale, in: &picture)
        return picture
    }

    private func draw(_ panel: Panel, at left: Int, in picture: inout Raster) {
        let title = Font.fitted(panel.title, width: Self.side, largest: 2)
        picture.write(title.text, row: 12, column: left, with: Self.ink, size: title.size)
        let shares = (0...Self.side).map { row in
            (0...Self.side).map { share(of: panel, row: Self.side - row, column: $0) }
        }
        for row in 0..<Self.side {
            for column in 0..<Self.side {
                let level = Self.level(shares[row][column])
                let isContour =
                    level != Self.level(shares[row + 1][column]) || level != Self.level(shares[row][column + 1])
                let colour = ColourRamp.colour(shares[row][column])
                picture[Self.top + row, left + column] = isContour ? colour.mixed(with: .white, share: 0.65) : colour
            }
        }
        let (row, column) = (Self.top + Self.side / 2, left + Self.side / 2)
        picture.line(from: (row, column - 6), to: (row, column + 6), with: .white)
        picture.line(from: (row - 6, column), to: (row + 6, column), with: .white)
        let below = Self.top + Self.side + 8
        for (share, text) in [(0, Format.decimals(-radius, 1)), (1, "0"), (2, Format.decimals(radius, 1))] {
            let middle = left + share * Self.side / 2
            let width = Font.width(of: text, size: 1)
            picture.write(text, row: below, column: middle - share * width / 2, with: Self.ink, size: 1)
        }
    }

    /// The value between the points, on the way from the smallest (0) to the largest (1).
    private func share(of panel: Panel, row: Int, column: Int) -> Double {
        let last = panel.points - 1
        func place(_ pixel: Int) -> (Int, Double) {
            let place = Double(pixel) / Double(Self.side) * Double(last)
            let lower = min(Int(place), last - 1)
            return (lower, place - Double(lower))
        }
        let ((y, up), (x, right)) = (place(row), place(column))
        func log(_ y: Int, _ x: Int) -> Double {
            let value = panel.values[y * panel.points + x]
            return value.isFinite ? Foundation.log(max(value, exp(low))) : high
        }
        let value =
            (log(y, x) * (1 - right) + log(y, x + 1) * right) * (1 - up)
            + (log(y + 1, x) * (1 - right) + log(y + 1, x + 1) * right) * up
        return (value - low) / (high - low)
    }

    private static func level(_ share: Double) -> Int { Int((share * Double(contours)).rounded(.down)) }

    private func drawScale(at left: Int, in picture: inout Raster) {
        for row in 0..<Self.side {
            let share = 1 - Double(row) / Double(Self.side - 1)
            let area = Area(rows: Self.top + row..<Self.top + row + 1, columns: left..<left + 14)
            picture.fill(area, with: ColourRamp.colour(share))
        }
        for step in 0...4 {
            let share = Double(step) / 4
            let value = exp(low + share * (high - low))
            let row = Self.top + Int((1 - share) * Double(Self.side - 1)) - 3
            let text = Format.decimals(value, value < 10 ? 2 : value < 1_000 ? 1 : 0)
            picture.write(text, row: row, column: left + 20, with: Self.ink, size: 1)
        }
        let title = Font.fitted(valueTitle, width: Self.scale - 4, largest: 1)
        picture.write(title.text, row: Self.top - 14, column: left, with: Self.ink, size: title.size)
    }
}
