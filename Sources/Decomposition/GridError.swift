/// Why a grid cannot cut a picture.
public enum GridError: Error, Sendable, Hashable {
    /// The text names no grid.
    case text(String)
    /// The grid has no axes, or a count below 1.
    case counts([Int])
    /// The overlap is negative.
    case overlap(Int)
    /// The grid has another number of axes than the picture of `shape`.
    case axes(grid: [Int], shape: [Int])
    /// The grid has more parts along `axis` (from 0) than the picture of `shape` has pixels.
    case tooManyParts(axis: Int, grid: [Int], shape: [Int])
    /// The level is no coarser grid than the one with these counts.
    case level([Int], grid: [Int])
}

extension GridError: CustomStringConvertible {
    /// What is wrong, with the values, and what would be right.
    public var description: String {
        switch self {
        case .text(let text):
            return "“\(text)” is no grid; write one positive number per axis with an x between them, "
                + "such as 4x4 or 4x4x2"
        case .counts(let counts):
            return "the grid [\(counts.map(\.description).joined(separator: ", "))] is none; "
                + "it needs one number per axis, each at least 1, such as [4, 4]"
        case .overlap(let overlap):
            return "the overlap \(overlap) is negative; it is the number of pixels by which a box grows, at least 0"
        case .axes(let grid, let shape):
            let fitting = shape.indices.map { $0 < grid.count ? grid[$0] : 1 }
            return "the grid \(crossed(grid)) has \(axes(grid.count)), but the samples (\(crossed(shape))) have "
                + "\(shape.count); give one number per axis, such as \(crossed(fitting))"
        case .tooManyParts(let axis, let grid, let shape):
            return "the grid \(crossed(grid)) cuts axis \(axis) into \(grid[axis]) parts, but the samples "
                + "(\(crossed(shape))) have \(shape[axis]) pixels along it; at most \(crossed(shape)) fits"
        case .level(let level, let grid):
            return
                "the level \(crossed(level)) is no coarser grid than \(crossed(grid)); a level has as many axes, at least "
                + "1 and at most as many parts along each, and fewer in all"
        }
    }

    private func axes(_ count: Int) -> String {
        count == 1 ? "1 axis" : "\(count) axes"
    }
}
