import TesseraDecomposition
import Testing

@Suite struct LevelsTests {
    private static let cases: [(grid: Grid, levels: [[Int]], shape: [Int])] = [
        (Grid([4, 4]), [[1, 1], [2, 2]], [32, 32]), (Grid([4, 4]), [[1, 1]], [181, 50]),
        (Grid([3, 2], overlap: 2), [[1, 1], [3, 1]], [50, 31]),
        (Grid([4, 4, 2]), [[1, 1, 1], [2, 2, 1]], [79, 95, 79]),
        (Grid([5]), [[1], [2], [4]], [23]), (Grid([4, 4]), [[1, 1], [2, 3]], [4, 4]),
    ]

    /// All networks cost the same: boxes of levels are as large as the grid's, but for a pixel.
    @Test(arguments: cases) func boxesAreOfOneSize(grid: Grid, levels: [[Int]], shape: [Int]) throws {
        let views = try grid.views(of: shape, levels: levels)
        let bare = try Grid(grid.counts).views(of: shape, levels: levels)
        let sides = bare.prefix(grid.subdomains).map(\.shape)
        for axis in shape.indices {
            let (low, high) = (sides.map { $0[axis] }.min() ?? 0, sides.map { $0[axis] }.max() ?? 0)
            for view in bare { #expect((low - 1...high + 1).contains(view.shape[axis]), "\(view)") }
        }
        #expect(views.count == ([grid.counts] + levels).reduce(0) { $0 + $1.reduce(1, *) })
    }

    /// The grid's views are those without levels; each level's boxes cover its picture, and show all of the whole one.
    @Test(arguments: cases) func levelsFollowTheGrid(grid: Grid, levels: [[Int]], shape: [Int]) throws {
        let views = try grid.views(of: shape, levels: levels)
        #expect(Array(views.prefix(grid.subdomains)) == (try grid.views(of: shape)))
        var rest = views.dropFirst(grid.subdomains)
        for level in levels {
            let own = rest.prefix(level.reduce(1, *))
            rest = rest.dropFirst(own.count)
            let picture = zip(shape, zip(level, grid.counts)).map { ($0 * $1.0 + $1.1 - 1) / $1.1 }
            #expect(own.allSatisfy { $0.picture == picture })
            #expect(own.map(\.box) == (try Grid(level, overlap: grid.overlap).boxes(of: picture)))
            for axis in shape.indices {
                let seen = Set(own.flatMap { Array($0.extent(in: shape).ranges[axis]) })
                #expect(seen == Set(0..<shape[axis]))
            }
        }
        #expect(rest.isEmpty)
    }

    @Test(arguments: [[2, 2], [1], [1, 3], [0, 1], [1, 1, 1]]) func noCoarserGrid(level: [Int]) {
        let grid = Grid([2, 2])
        #expect(!grid.isRefinement(of: level))
        #expect(throws: GridError.level(level, grid: [2, 2])) { try grid.views(of: [8, 8], levels: [level]) }
    }

    @Test func aViewInWords() throws {
        let views = try Grid([2, 2]).views(of: [8, 9], levels: [[1, 1]])
        #expect(views[1].description(in: [8, 9]) == "[0..<4, 5..<9]")
        #expect(views[4].description(in: [8, 9]) == "[0..<8, 0..<9], shrunk to 4x5")
    }
}
