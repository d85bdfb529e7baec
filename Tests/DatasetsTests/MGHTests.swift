import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

@Suite struct MGHTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func big<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// A header and 2x3x4 voxels; `columns` are the directions of the axes.
    private func bytes(type: Int32 = 0, frames: Int32 = 1, columns: [[Float]]? = nil, _ voxels: [UInt8]) -> [UInt8] {
        var header = [Int32(1), 2, 3, 4, frames, type, 0].flatMap(big) + big(Int16(columns == nil ? 0 : 1))
        header += ([0.5, 1, 2] + (columns ?? [[0, 0, 0], [0, 0, 0], [0, 0, 0]]).joined() + [0, 0, 0] as [Float]).flatMap
        { big($0.bitPattern) }
        return header + [UInt8](repeating: 0, count: 284 - header.count) + voxels
    }

    private let numbers = (1...24).map { UInt8($0) }

    private func voxels(_ bytes: [UInt8]) throws -> [UInt8] {
        try folder.write(bytes, to: "a.mgh")
        let volume = try MGH(path: folder.path + "/a.mgh")
        return try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window())
    }

    @Test func axesAndTypes() throws {
        var right: [UInt8] = []
        for x in 0..<2 { for y in 0..<3 { for z in 0..<4 { right.append(numbers[x + 2 * y + 6 * z]) } } }
        let plain: [[Float]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        #expect(try voxels(bytes(columns: plain, numbers)) == right)
        #expect(try MGH(path: folder.path + "/a.mgh").spacing == [0.5, 1, 2])
        #expect(try voxels(bytes(type: 4, columns: plain, numbers.flatMap { [0, $0] })) == right)
        #expect(try voxels(bytes(type: 1, columns: plain, numbers.flatMap { [0, 0, 0, $0] })) == right)
        #expect(try voxels(bytes(type: 3, columns: plain, numbers.flatMap { big(Float($0).bitPattern) })) == right)
        // FreeSurfer's own: x to the left, y down, z to the front.
        var coronal: [UInt8] = []
        for x in 0..<2 { for y in 0..<4 { for z in 0..<3 { coronal.append(numbers[1 - x + 2 * (2 - z) + 6 * y]) } } }
        #expect(try voxels(bytes(numbers)) == coronal)
    }

    @Test func refusals() throws {
        for (content, words) in [
            (Array("no volume".utf8), "header"), ([UInt8](repeating: 7, count: 400), "FreeSurfer"),
            (bytes(frames: 2, numbers), "2 frames"), (bytes(type: 9, numbers), "type 9"),
            (bytes(columns: [[0, 0, 0], [0, 1, 0], [0, 0, 1]], numbers), "without direction"),
        ] {
            #expect { try voxels(content) } throws: { "\($0)".contains(words) }
        }
        #expect(throws: DatasetError.self) { try voxels(bytes(Array(numbers.dropLast()))) }
    }
}
