import TesseraDecomposition

extension Experiment {
    /// How a sample is cut into subdomains, the file's `decomposition`.
    public struct DecompositionSection: Sendable, Hashable {
        /// The number of boxes along each axis: rows, columns for images; x, y, z for volumes.
        public var grid: [Int]
        /// Coarser grids, from the coarsest, whose networks see the picture shrunk until their boxes are of the grid's
        /// boxes' size.
        public var levels: [[Int]] = []
        /// How many pixels or voxels each box grows on every side, clipped at the border.
        public var overlap = 0

        /// A grid without overlap.
        public init(grid: [Int]) { self.grid = grid }

        /// The grid and its levels in words, such as `4x4 and 1x1`.
        public var words: String { ([grid] + levels).map { Grid($0).description }.joined(separator: " and ") }

        /// The number of the grid's boxes, N.
        public var subdomains: Int { grid.reduce(1, *) }

        /// The number of local networks: one a box of the grid, and one a box of each level.
        public var localNetworks: Int { levels.reduce(subdomains) { $0 + $1.reduce(1, *) } }
    }
}

extension Experiment.DecompositionSection: Section {
    static var blank: Self { Self(grid: []) }

    static var fields: [Field<Self>] {
        [
            Field("grid", \.grid, .grid, isRequired: true),
            Field("levels", \.levels, .list(of: .grid, count: 0...16)),
            Field("overlap", \.overlap, .integer(0...1_000_000)),
        ]
    }

    mutating func settle(_ item: Item) {
        let (finest, counts) = (Grid(grid), levels.map { $0.reduce(1, *) })
        // A grid that was refused says nothing of its levels.
        guard !grid.isEmpty, !levels.isEmpty else { return }
        if let level = levels.first(where: { !finest.isRefinement(of: $0) }) {
            item.refuse("levels", "decomposition.levels: \(GridError.level(level, grid: grid))")
        } else if zip(counts, counts.dropFirst()).contains(where: { $0 > $1 }) || Set(levels).count < levels.count {
            item.refuse(
                "levels", "decomposition.levels: levels stand once each, from the coarsest, such as [[1, 1], [2, 2]]")
        } else if localNetworks > Self.limit {
            item.refuse("levels", "decomposition.levels: at most \(Self.limit) networks in all, not \(localNetworks)")
        }
    }

    /// How many subdomains there may be.
    fileprivate static var limit: Int { 65_536 }
}

extension Codec where Value == [Int] {
    fileprivate static var grid: Self {
        let limit = Experiment.DecompositionSection.limit
        return .list(of: .integer(1...limit), count: 1...8).checked("at most \(limit) subdomains in all") { grid in
            // Each product is at most the square of the limit: no overflow.
            grid.reduce(1) { min($0, limit + 1) * $1 } <= limit
        }
    }
}
