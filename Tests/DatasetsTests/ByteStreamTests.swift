import TestSupport
import Testing

@testable import TesseraDatasets

struct ByteStreamTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/file" }

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Files longer than the buffers, in pieces of any size", arguments: [1000, 262_144, 600_001])
    func pieces(size: Int) throws {
        let bytes = noise(600_000)
        let packed = try gzip(Array(bytes[..<350_000])) + gzip([]) + gzip(Array(bytes[350_000...]))
        for file in [bytes, packed] {
            try folder.write(file, to: "file")
            let stream = try ByteStream(path: path)
            var read: [UInt8] = []
            while try stream.read(size, appendingTo: &read) == size {}
            #expect(read == bytes)
            #expect(try stream.isAtEnd)
        }
    }

    @Test("A gzip file cut anywhere is an error") func truncatedGzip() throws {
        let packed = try gzip(noise(50))
        for length in 2..<packed.count {
            try folder.write(Array(packed.prefix(length)), to: "file")
            let stream = try ByteStream(path: path)
            let error = try #require(throws: DatasetError.self) { try stream.read(100) }
            #expect(error.description.contains("the file is truncated, fetch it again"))
            guard length == packed.count - 1 else { continue }
            #expect(error == .truncatedGzip(path: path, unpacked: 50), "all but the last checksum")
        }
    }

    @Test("The checksum is looked at even where just the content is read") func damagedGzip() throws {
        var packed = try gzip(noise(50))
        packed[packed.count - 5] ^= 1
        try folder.write(packed, to: "file")
        let stream = try ByteStream(path: path)
        let error = try #require(throws: DatasetError.self) {
            _ = try stream.read(50)
            _ = try stream.isAtEnd
        }
        #expect(error == .brokenGzip(path: path, reason: "incorrect data check"))
        try folder.write(gzip(noise(50)) + [1, 2, 3], to: "file")
        #expect(throws: DatasetError.brokenGzip(path: path, reason: "incorrect header check")) {
            try ByteStream(path: path).read(51)
        }
    }

    @Test func whatIsNoFile() throws {
        #expect(throws: DatasetError.unreadable(path: folder.path, reason: "not a regular file")) {
            try ByteStream(path: folder.path)
        }
        #expect(throws: DatasetError.unreadable(path: path, reason: "No such file or directory")) {
            try ByteStream(path: path)
        }
    }
}
