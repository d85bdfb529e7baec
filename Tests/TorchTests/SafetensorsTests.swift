import Foundation
import TesseraFiles
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct SafetensorsTests {
    static let example = Safetensors(
        [
            Safetensors.Entry("b", type: .float32, shape: [2, 1], bytes: [0, 0, 128, 63, 0, 0, 0, 64]),
            Safetensors.Entry("a\"\n\u{1}é", type: .uint8, shape: [3], bytes: [1, 2, 3]),
            Safetensors.Entry("empty", type: .bfloat16, shape: [4, 0], bytes: []),
            Safetensors.Entry("labels", type: .int64, shape: [], bytes: [7, 0, 0, 0, 0, 0, 0, 0]),
        ], metadata: ["epoch": "3", "name": "größe"])

    @Test func comesBackAsWritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/weights.safetensors"
        try Self.example.write(to: path)
        let read = try Safetensors(contentsOf: path)
        #expect(read.entries == Self.example.entries)
        #expect(read.metadata == Self.example.metadata)
        #expect(read.path == path)
        #expect(read["labels"]?.shape == [])
        #expect(read["none"] == nil)
        try #expect(folder.names == ["weights.safetensors"])
    }

    @Test func equalContentGivesEqualBytes() throws {
        let bytes = Self.example.serialized()
        let other = Safetensors(Self.example.entries.reversed(), metadata: ["name": "größe", "epoch": "3"])
        #expect(other.serialized() == bytes)
        #expect((Int(bytes[0]) + Int(bytes[1]) << 8).isMultiple(of: 8))
        #expect(Self.example.entries.map(\.name) == ["labels", "b", "empty", "a\"\n\u{1}é"])
    }

    /// Python's library sorts, escapes and pads in the same way; only our hash is more.
    @Test func headerIsThatOfTheOriginalLibrary() throws {
        let fixture = try Fixture("operations").content
        let theirs = try Data(contentsOf: URL(fileURLWithPath: fixture.path)).dropFirst(8)
        let ours = fixture.header(hash: nil).utf8
        let isEqual = theirs.starts(with: ours)
        #expect(isEqual && ours.count > 10_000)
    }

    @Test func refusesDamage() throws {
        var bytes = Self.example.serialized()
        bytes[bytes.count - 1] ^= 1
        #expect(throws: SafetensorsError("x", .damaged)) { try Safetensors(parsing: bytes, path: "x") }
    }

    @Test func refusesFilesOfOtherKinds() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        #expect(throws: FileError(path: path, action: .read, code: ENOENT)) { try Safetensors(contentsOf: path) }
        #expect(throws: FileError(path: folder.path, action: .read, code: EISDIR)) {
            try Safetensors(contentsOf: folder.path)
        }
        try replaceFile(at: path, with: [])
        #expect(throws: SafetensorsError(path, .truncatedHeader(size: 0))) { try Safetensors(contentsOf: path) }
        try replaceFile(at: path, with: Array("<html>no such page".utf8))
        #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: path) }
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(throws: FileError.self) { try Safetensors(contentsOf: folder.path + "/pipe") }
    }

    /// How many damaged files; `TESSERA_MUTANTS` asks for more.
    private static let mutants = ProcessInfo.processInfo.environment["TESSERA_MUTANTS"].flatMap { Int($0) } ?? 2000

    /// Damaged copies: each throws, or what it says is what was written.
    @Test func noDamageGoesUnseen() throws {
        let original = Self.example.serialized()
        var unseen = 0
        for index in 0..<Self.mutants {
            var stream = RandomKey(seed: 11).derived(index).stream
            let bytes = mutated(original, &stream)
            guard let read = try? Safetensors(parsing: bytes, path: "x") else { continue }
            // Damage to the hash's own name leaves a text more and nothing to compare with.
            let isUnguarded = read.metadata.count != Self.example.metadata.count
            #expect(isUnguarded || read.entries == Self.example.entries && read.metadata == Self.example.metadata)
            if isUnguarded { unseen += 1 }
        }
        #expect(unseen < Self.mutants / 50)
    }

    /// Damage to a file without a hash may go unseen, but never ends in a trap.
    @Test func noDamageTraps() throws {
        let header =
            #"{"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
            + #""y":{"dtype":"U8","shape":[4],"data_offsets":[24,28]}}"#
        let original = file(header, data: 28)
        for index in 0..<Self.mutants {
            var stream = RandomKey(seed: 12).derived(index).stream
            guard let read = try? Safetensors(parsing: mutated(original, &stream), path: "x") else { continue }
            for entry in read.entries { #expect(Safetensors.byteCount(entry.type, entry.shape) == entry.bytes.count) }
        }
    }

    private func mutated(_ original: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
        var bytes = original
        for _ in 0...stream.integer(in: 0..<3) {
            let place = stream.integer(in: 0..<max(bytes.count, 1))
            guard place < bytes.count else { break }
            switch stream.integer(in: 0..<6) {
            case 0: bytes[place] ^= 1 << UInt8(stream.integer(in: 0..<8))
            case 1: bytes[place] = UInt8(stream.integer(in: 0...255))
            case 2: bytes.insert(UInt8(stream.integer(in: 0...255)), at: place)
            case 3: bytes.remove(at: place)
            case 4: bytes.removeSubrange(place...)
            default:
                let piece = bytes[place..<min(place + stream.integer(in: 1...30), bytes.count)]
                bytes.insert(contentsOf: piece, at: stream.integer(in: 0...bytes.count))
            }
        }
        return bytes
    }
}

/// A safetensors file of this header and so many zero bytes.
func file(_ header: String, data: Int = 0) -> [UInt8] {
    let header = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
        + [UInt8](repeating: 0, count: data)
}
