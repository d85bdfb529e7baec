import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

@Suite struct NRRDTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Numbers from 1 on, the fastest axis first, of 2x3x4 voxels.
    private let numbers = (1...24).map { UInt8($0) }

    private func header(_ more: String = "", type: String = "uchar", encoding: String = "raw") -> String {
        "NRRD0004\n# a remark\ntype: \(type)\ndimension: 3\nsizes: 2 3 4\nencoding: \(encoding)\nkey:=value\n\(more)"
    }

    private func voxels(_ header: String, _ data: [UInt8], name: String = "a.nrrd") throws -> [UInt8] {
        try folder.write(Array(header.utf8) + [UInt8(ascii: "\n")] + data, to: name)
        let volume = try NRRD(path: "\(folder.path)/\(name)")
        return try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window())
    }

    private func message(_ header: String, _ data: [UInt8]) -> String {
        do {
            _ = try voxels(header, data)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// Row-major over x, y, z: z runs fastest in what is read, x in the file.
    private func turned(isFlipped: Bool = false) -> [UInt8] {
        var values: [UInt8] = []
        for x in 0..<2 {
            for y in 0..<3 {
                for z in 0..<4 { values.append(numbers[(isFlipped ? 1 - x : x) + 2 * (isFlipped ? 2 - y : y) + 6 * z]) }
            }
        }
        return values
    }

    @Test func rawAndPacked() throws {
        #expect(try voxels(header(), numbers) == turned())
        #expect(try voxels(header(encoding: "gzip"), gzip(numbers)) == turned())
        #expect(try voxels(header("byte skip: -1\n"), [7, 7, 7] + numbers) == turned())
    }

    @Test func largerVoxelsInEitherOrder() throws {
        let little = numbers.flatMap { [$0, 0] as [UInt8] }
        let big = numbers.flatMap { [0, $0] as [UInt8] }
        #expect(try voxels(header("endian: little\n", type: "short"), little) == turned())
        #expect(try voxels(header("endian: big\n", type: "unsigned short"), big) == turned())
        #expect(message(header(type: "short"), little).contains("endian: little or big"))
    }

    /// LPS, the usual one: x and y run the other way in RAS+.
    @Test func isTurnedToRAS() throws {
        let lps = "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n"
        #expect(try voxels(header(lps), numbers) == turned(isFlipped: true))
        let ras = "space: RAS\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n"
        #expect(try voxels(header(ras), numbers) == turned())
    }

    @Test func voxelsMayLieBesideTheHeader() throws {
        try folder.write(numbers, to: "voxels.raw")
        #expect(try voxels(header("data file: voxels.raw\n"), [], name: "a.nhdr") == turned())
        #expect(NRRD.companions(of: folder.path + "/a.nhdr") == [folder.path + "/voxels.raw"])
    }

    @Test func isKnownByItsName() throws {
        for label in ["x", "y"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(label)", withIntermediateDirectories: true)
            for index in 0..<3 {
                try folder.write(Array(header().utf8) + [10] + numbers, to: "\(label)/\(index).nrrd")
            }
        }
        let data = try Dataset.load(path: folder.path)
        #expect(data.format == .volumes && data.classes == ["x", "y"] && data.training.shape == [2, 3, 4])
    }

    @Test(arguments: [
        ("NRRD0004\ntype: float\n", "sizes"), ("P5 1 1 255\n", "NRRD000"),
    ])
    func whatIsNone(text: String, word: String) {
        let told = message(text, numbers)
        #expect(told.contains("a.nrrd") && (told.contains(word) || told.contains("endian")), "\(told)")
    }

    @Test func whatCannotBeRead() {
        #expect(message(header(encoding: "bzip2"), numbers).contains("raw and gzip can be read"))
        #expect(message(header(type: "block"), numbers).contains("neither integers nor floats"))
        #expect(message(header(), Array(numbers.dropLast())).contains("a.nrrd"))
        #expect(message(header().replacing("2 3 4", with: "99999999999 3 4"), numbers).contains("a.nrrd"))
        #expect(message(header().replacing("2 3 4", with: "0 3 4"), numbers).contains("a.nrrd"))
        #expect(message(header("line skip: 2\n"), numbers).contains("after 2 lines"))
        #expect(message(header("data file: LIST\n"), numbers).contains("several files"))
    }

    /// Damaged files are read or refused, with no crash, hang or room for what is not there.
    @Test func damagedFiles() throws {
        let whole = [
            Array(header("space: LPS\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n").utf8) + [10] + numbers,
            Array(header(encoding: "gzip").utf8) + [10] + (try gzip(numbers)),
        ]
        var read = 0
        for index in 0..<mutantCount {
            let bytes = mutant(of: whole[index % 2], key: RandomKey(seed: 8).derived(index), fields: 120)
            try folder.write(bytes, to: "a.nrrd")
            do throws(DatasetError) {
                let volume = try NRRD(path: "\(folder.path)/a.nrrd")
                _ = try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window(0, 255))
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 20 && read < mutantCount * 19 / 20, "\(read) of \(mutantCount) were read")
    }
}
