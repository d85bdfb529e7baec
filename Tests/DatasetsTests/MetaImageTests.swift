import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

@Suite struct MetaImageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let numbers = (1...24).map { UInt8($0) }

    private func header(_ more: [String] = [], type: String = "MET_UCHAR", file: String = "LOCAL") -> String {
        (["ObjectType = Image", "NDims = 3", "DimSize = 2 3 4", "ElementSpacing = 0.5 0.5 2", "ElementType = \(type)"]
            + more
            + ["ElementDataFile = \(file)"]).joined(separator: "\n") + "\n"
    }

    private func volume(_ header: String, _ data: [UInt8], name: String = "a.mha") throws -> MetaImage {
        try folder.write(Array(header.utf8) + data, to: name)
        return try MetaImage(path: "\(folder.path)/\(name)")
    }

    private func voxels(_ volume: MetaImage) throws -> [UInt8] {
        try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window())
    }

    /// Row-major over x, y, z, the first two turned where ITK's axes run the other way.
    private func turned(_ isFlipped: Bool) -> [UInt8] {
        var values: [UInt8] = []
        for x in 0..<2 {
            for y in 0..<3 {
                for z in 0..<4 { values.append(numbers[(isFlipped ? 1 - x : x) + 2 * (isFlipped ? 2 - y : y) + 6 * z]) }
            }
        }
        return values
    }

    @Test func plainAndBeside() throws {
        let local = try volume(header(), numbers)
        #expect(try voxels(local) == turned(true) && local.spacing == [0.5, 0.5, 2] && local.isReadInParts)
        let matrix = "TransformMatrix = -1 0 0 0 -1 0 0 0 1"
        #expect(try voxels(volume(header([matrix]), numbers)) == turned(false))
        try folder.write(numbers, to: "b.raw")
        #expect(try voxels(volume(header(file: "b.raw"), [], name: "b.mhd")) == turned(true))
        #expect(
            VolumeFolder.isCompanion(folder.path + "/b.raw")
                && MetaImage.companions(of: folder.path + "/b.mhd") == [folder.path + "/b.raw"])
        let wide = numbers.flatMap { [UInt8(0), $0] }
        #expect(try voxels(volume(header(["ElementByteOrderMSB = True"], type: "MET_SHORT"), wide)) == turned(true))
    }

    @Test func packed() throws {
        // A stored block of zlib's: no packing, but its header and checksum.
        let (low, high) = numbers.reduce((1, 0)) { sums, byte in
            let low = (sums.0 + Int(byte)) % 65521
            return (low, (sums.1 + low) % 65521)
        }
        let sum = [high >> 8, high & 255, low >> 8, low & 255].map { UInt8($0) }
        let stream: [UInt8] = [0x78, 0x01, 1, 24, 0, 255 - 24, 255] + numbers + sum
        let more = ["CompressedData = True", "CompressedDataSize = \(stream.count)"]
        #expect(try voxels(volume(header(more), stream)) == turned(true))
        #expect(throws: DatasetError.self) { try voxels(volume(header(more), Array(stream.dropLast(8)))) }
    }

    @Test func refusals() throws {
        for (text, words) in [
            ("no header", "does not say where its voxels are"), (header(type: "MET_STRING"), "MET_STRING"),
            (header().replacing("NDims = 3", with: "NDims = 2"), "a volume has three"),
            (header(["ElementNumberOfChannels = 3"]), "several values"), (header(file: "LIST"), "several files"),
            (header(["TransformMatrix = 1 2"]), "nine numbers"), (header(["HeaderSize = -5"]), "HeaderSize"),
            (header(["BinaryData = False"]), "as text"),
        ] {
            #expect { try volume(text, numbers) } throws: { "\($0)".contains(words) }
        }
        #expect(throws: DatasetError.self) { try volume(header(), Array(numbers.dropLast())) }
    }
}
