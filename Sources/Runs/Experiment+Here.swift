import TesseraDecomposition
import TesseraExperiments
import TesseraTorch

extension Experiment {
    /// The grid of the decomposition.
    public var grid: Grid { Grid(decomposition.grid, overlap: decomposition.overlap) }

    /// The grid and the levels, as they are numbered: each with the numbers of its local networks.
    public var grids: [(grid: Grid, networks: Range<Int>)] {
        var next = 0
        return ([decomposition.grid] + decomposition.levels).map { counts in
            let grid = Grid(counts, overlap: decomposition.overlap)
            defer { next += grid.subdomains }
            return (grid, next..<next + grid.subdomains)
        }
    }

    /// What each local network sees of a picture of `shape`: the grid's boxes, then those of the levels.
    ///
    /// - Throws: `GridError` where they do not fit.
    public func views(of shape: [Int]) throws(GridError) -> [View] {
        try grid.views(of: shape, levels: decomposition.levels)
    }

    /// The precision of training steps on `device`: what `auto` stands for there.
    public func precision(on device: Device) -> Precision {
        guard training.precision == .auto else { return training.precision }
        return device.prefersBFloat16 ? .bfloat16 : .float32
    }
}
