extension Grid {
    /// The grid's boxes, followed by those of coarser grids, each as a view of the picture shrunk until the coarser
    /// grid's boxes are of the size of this one's, but for a pixel: two-level domain decomposition, as coarse spaces are to
    /// Schwarz methods (Toselli, Widlund 2005, chapter 3).
    ///
    /// Each axis of a level's picture is ceil(length x the level's count / this grid's count) long. The overlap, in
    /// pixels of the shrunk picture, is this grid's.
    ///
    /// - Parameters:
    ///   - shape: the lengths of the picture's axes.
    ///   - levels: the counts of coarser grids, at most this one's along each axis.
    /// - Returns: the views of this grid, then of each of `levels`, each in row-major order.
    /// - Throws: as ``boxes(of:)``; `GridError.level` for a level that is no coarser grid.
    public func views(of shape: [Int], levels: [[Int]] = []) throws(GridError) -> [View] {
        var views = try boxes(of: shape).map { View($0, of: shape) }
        for level in levels {
            guard isRefinement(of: level) else { throw .level(level, grid: counts) }
            let picture = shape.indices.map { (shape[$0] * level[$0] + counts[$0] - 1) / counts[$0] }
            views += try Grid(level, overlap: overlap).boxes(of: picture).map { View($0, of: picture) }
        }
        return views
    }

    /// Whether a grid of `level` parts per axis is one, and coarser than this one.
    public func isRefinement(of level: [Int]) -> Bool {
        level.count == counts.count && level != counts && zip(level, counts).allSatisfy { 1 <= $0 && $0 <= $1 }
    }
}
