import TesseraDecomposition
import Testing

struct GridTests {
    /// Grids and pictures of one to four dimensions, even and uneven.
    static let cases: [(counts: [Int], shape: [Int])] = [
        ([1], [1]), ([3], [7]), ([2, 2], [32, 32]), ([4, 4], [180, 181]), ([3, 5], [7, 5]), ([1, 4], [5, 6]),
        ([2, 2, 1], [8, 9, 4]), ([4, 4, 2], [13, 9, 5]), ([2, 1, 3, 2], [3, 2, 4, 5]),
    ]

    @Test(arguments: cases) func boxesTileThePicture(counts: [Int], shape: [Int]) throws {
        let grid = Grid(counts)
        let boxes = try grid.boxes(of: shape)
        #expect(boxes.count == grid.subdomains)
        #expect(coverage(of: boxes, shape: shape).allSatisfy { $0 == 1 })
        for axis in shape.indices {
            let sides = boxes.map { $0.shape[axis] }
            #expect((sides.max() ?? 0) - (sides.min() ?? 0) <= 1)
        }
    }

    @Test(arguments: cases, [0, 1, 2, 5, 1000, Int.max])
    func overlapGrowsEachBoxAndIsClipped(example: (counts: [Int], shape: [Int]), overlap: Int) throws {
        let plain = try Grid(example.counts).boxes(of: example.shape)
        let grown = try Grid(example.counts, overlap: overlap).boxes(of: example.shape)
        for (box, core) in zip(grown, plain) {
            for (axis, side) in example.shape.enumerated() {
                let reach = min(overlap, 2000)
                #expect(box.ranges[axis].lowerBound == max(0, core.ranges[axis].lowerBound - reach))
                #expect(box.ranges[axis].upperBound == min(side, core.ranges[axis].upperBound + reach))
            }
        }
    }

    @Test func orderIsRowMajor() throws {
        let boxes = try Grid([2, 3]).boxes(of: [4, 7])
        #expect(
            boxes.map(\.description) == [
                "[0..<2, 0..<3]", "[0..<2, 3..<5]", "[0..<2, 5..<7]",
                "[2..<4, 0..<3]", "[2..<4, 3..<5]", "[2..<4, 5..<7]",
            ])
    }

    @Test func gridsThatDoNotFit() {
        #expect(throws: GridError.axes(grid: [2, 2], shape: [8, 8, 8])) { try Grid([2, 2]).boxes(of: [8, 8, 8]) }
        #expect(throws: GridError.tooManyParts(axis: 1, grid: [2, 9], shape: [8, 8])) {
            try Grid([2, 9]).boxes(of: [8, 8])
        }
        #expect(throws: GridError.counts([2, 0])) { try Grid([2, 0]).boxes(of: [8, 8]) }
        #expect(throws: GridError.counts([])) { try Grid([]).boxes(of: []) }
        #expect(throws: GridError.overlap(-1)) { try Grid([2], overlap: -1).boxes(of: [8]) }
        #expect(Grid([.max, .max]).subdomains == .max)
    }

    @Test func parsing() throws {
        #expect(try Grid(parsing: "4x4x2", overlap: 3) == Grid([4, 4, 2], overlap: 3))
        #expect(try Grid(parsing: "8") == Grid([8]))
        #expect(Grid([4, 4], overlap: 8).description == "4x4, overlap 8")
        for text in ["", "x", "4x", "0x4", "-1x2", "4 x 4", "four", "4x99999999999999999999"] {
            #expect(throws: GridError.text(text)) { try Grid(parsing: text) }
        }
    }

    private func coverage(of boxes: [Box], shape: [Int]) -> [Int] {
        var counts = [Int](repeating: 0, count: shape.reduce(1, *))
        for box in boxes {
            var offsets = [0]
            for (range, side) in zip(box.ranges, shape) {
                offsets = offsets.flatMap { offset in range.map { offset * side + $0 } }
            }
            for offset in offsets { counts[offset] += 1 }
        }
        return counts
    }
}
