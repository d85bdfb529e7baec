extension Experiment {
    /// How a sample is cut into subdomains, the file's `decomposition`.
    public struct DecompositionSection: Sendable, Hashable {
        /// The number of boxes along each axis: rows, columns for images; x, y, z for volumes.
        public var grid: [Int]
        /// How many pixels or voxels each box grows on every side, clipped at the border.
        public var overlap = 0

        /// A grid without overlap.
        public init(grid: [Int]) { self.grid = grid }

        /// The number of boxes, N.
        public var subdomains: Int { grid.reduce(1, *) }
    }
}

extension Experiment.DecompositionSection: Section {
    static var blank: Self { Self(grid: []) }

    static var fields: [Field<Self>] {
        [
            Field("grid", \.grid, .grid, isRequired: true),
            Field("overlap", \.overlap, .integer(0...1_000_000)),
        ]
    }
}

extension Codec where Value == [Int] {
    fileprivate static var grid: Self {
        let limit = 65_536
        return .list(of: .integer(1...limit), count: 1...8).checked("at most \(limit) subdomains in all") { grid in
            // Each product is at most the square of the limit: no overflow.
            grid.reduce(1) { min($0, limit + 1) * $1 } <= limit
        }
    }
}
