import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

/// Volumes of one's making, whose values are numbers of their places.
private struct Ramp: Volume {
    let path = "ramp"
    var stored: [Int]
    var spacing: [Double]? = [1, 1, 2]
    let orientation = Orientation.asStored
    let isReadInParts = true

    func slices() throws(DatasetError) -> any SliceReader { Slices(stored: stored) }

    private struct Slices: SliceReader {
        let stored: [Int]

        func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
            rows.flatMap { row in (0..<stored[0]).map { window.scaled(Double(100 * $0 + 10 * row + index)) } }
        }
    }
}

@Suite struct VolumeFormTests {
    private func form(_ change: (inout SampleForm) -> Void) throws -> VolumeForm {
        var form = SampleForm()
        change(&form)
        return try VolumeForm(form, path: "data")
    }

    @Test func sizesBySpacingAndFit() throws {
        let volume = Ramp(stored: [8, 6, 4])
        #expect(try form { $0.spacing = [1, 1, 1] }.scaledSize(of: volume) == [8, 6, 8])
        #expect(try form { $0.spacing = [2, 2, 4] }.scaledSize(of: volume) == [4, 3, 2])
        #expect(try form { ($0.size, $0.fit) = ([4, 4, 4], .stretch) }.scaledSize(of: volume) == [4, 4, 4])
        #expect(try form { ($0.size, $0.fit) = ([4, 4, 4], .crop) }.scaledSize(of: volume) == [8, 6, 4])
        #expect(try form { ($0.size, $0.fit) = ([4, 4, 4], .pad) }.scaledSize(of: volume) == [4, 3, 2])
        var silent = volume
        silent.spacing = nil
        #expect { try form { $0.spacing = [1, 1, 1] }.scaledSize(of: silent) } throws: {
            "\($0)".contains("does not tell its spacing")
        }
    }

    /// What is cut off or added lies on both sides, and parts are those of the whole.
    @Test func middlesAreTaken() throws {
        let volume = Ramp(stored: [4, 3, 2])
        let wanted = try form { ($0.size, $0.fit, $0.spacing, $0.window) = ([2, 5, 2], .crop, [1, 1, 2], [0, 510]) }
        let source = try VolumeFolder([volume], labels: [0], form: wanted, size: [2, 5, 2])
        let bytes = try source.values(of: 0, in: source.wholeRegion)
        var right: [UInt8] = []
        for x in 1..<3 {
            for y in -1..<4 {
                for z in 0..<2 {
                    let value = (0..<3).contains(y) ? (Double(100 * x + 10 * y + z) / 2 + 0.5).rounded(.down) : 0
                    right.append(UInt8(value))
                }
            }
        }
        #expect(bytes == right)
        let part = Region([[1], [0, 2, 4], [0, 1]])
        #expect(try source.values(of: 0, in: part) == part.cut(bytes, of: [0..<2, 0..<5, 0..<2], channels: 1))
        let border = Region([[0, 1], [0, 4], [1]])
        #expect(try source.values(of: 0, in: border) == [0, 0, 0, 0])
    }

    @Test func windowsOfEachVolume() throws {
        let wanted = try form { $0.percentiles = [25, 75] }
        let volume = Ramp(stored: [2, 2, 3])
        // 0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112: the fourth and the ninth.
        let window = try wanted.window(of: volume)
        #expect(window.low == 10 && window.high == 102)
        #expect(try wanted.window(of: Ramp(stored: [1, 1, 1])).low == 0)
    }

    @Test func whatContradictsItself() throws {
        let bad: [((inout SampleForm) -> Void, String)] = [
            ({ $0.size = [1, 2] }, "three lengths of at least 1"),
            ({ $0.spacing = [0, 1, 1] }, "three lengths above 0"),
            ({ ($0.spacing, $0.size) = ([1, 1, 1], [4, 4, 4]) }, "crop or pad"),
            ({ ($0.window, $0.percentiles) = ([0, 1], [0, 1]) }, "not both"),
            ({ $0.percentiles = [50, 101] }, "from 0 to 100"),
        ]
        for (change, words) in bad { #expect { try form(change) } throws: { "\($0)".contains(words) } }
    }
}
