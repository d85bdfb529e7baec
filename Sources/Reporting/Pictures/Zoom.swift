/// The whole number by which a picture is enlarged, or reduced, to come near a wanted side.
struct Zoom {
    private let up, down: Int

    /// The zoom that brings a longer side of `side` pixels near `wanted` pixels.
    init(side: Int, near wanted: Int) {
        up = max(1, Int((Double(wanted) / Double(side)).rounded()))
        down = max(1, Int((Double(side) / Double(wanted)).rounded()))
    }

    func apply(to picture: Raster) -> Raster {
        down > 1 ? picture.reduced(by: down) : picture.enlarged(by: up)
    }

    /// Where `area` lies after the zoom; a pixel at least, however far the picture is reduced.
    func apply(to area: Area) -> Area {
        Area(rows: apply(to: area.rows), columns: apply(to: area.columns))
    }

    private func apply(to range: Range<Int>) -> Range<Int> {
        let lower = range.lowerBound * up / down
        return lower..<max(lower + 1, (range.upperBound * up + down - 1) / down)
    }
}
