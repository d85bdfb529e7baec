import Foundation
import Randomness
import Testing

@testable import Datasets

/// The number of damaged files to try; `TESSERA_MUTANTS` in the environment asks for more.
let mutantCount = ProcessInfo.processInfo.environment["TESSERA_MUTANTS"].flatMap { Int($0) } ?? 2000

/// `bytes` with damage: bits turned, bytes replaced, the end or a piece missing, noise added.
func mutant(of bytes: [UInt8], key: RandomKey, fields: Int) -> [UInt8] {
    var bytes = bytes
    var stream = key.stream
    for _ in 0...stream.integer(in: 0...3) where !bytes.isEmpty {
        // Half of the damage hits the first bytes, where the header is.
        let last = stream.integer(in: 0...1) == 0 ? min(fields, bytes.count) - 1 : bytes.count - 1
        let place = stream.integer(in: 0...last)
        switch stream.integer(in: 0...6) {
        case 0, 1: bytes[place] ^= 1 << UInt8(stream.integer(in: 0...7))
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][stream.integer(in: 0...4)]
        case 3:
            for index in place..<min(place + 8, bytes.count) { bytes[index] = UInt8(stream.integer(in: 0...255)) }
        case 4: bytes.removeSubrange(place...)
        case 5: bytes.removeSubrange(place..<min(place + stream.integer(in: 1...16), bytes.count))
        default: bytes.insert(contentsOf: noise(8, seed: UInt64(place)), at: place)
        }
    }
    return bytes
}

struct NIfTIFuzzTests {
    /// Damaged files are read or refused, with no crash, hang or room for what is not there.
    @Test func damagedFiles() throws {
        let folder = try TemporaryFolder()
        var files: [[UInt8]] = []
        for version in [1, 2] {
            for type in [VoxelType.uint8, .int16, .float32] {
                var file = NoisyVolume([6, 5, 4]).stored(axes: [2, 0, 1], flipped: [true, false, false])
                (file.version, file.type) = (version, type)
                file.isBigEndian = type == .int16
                files.append(file.bytes)
            }
        }
        let (window, region) = (Window(0, 255), Region([[1, 2], [0, 3], [1, 2]]))
        var read = 0
        for index in 0..<mutantCount {
            let key = RandomKey(seed: 7).derived(index)
            let whole = files[index % files.count]
            // Packed files are damaged before packing or after it.
            let bytes =
                switch index / files.count % 3 {
                case 0: mutant(of: whole, key: key, fields: 348)
                case 1: try gzip(mutant(of: whole, key: key, fields: 348))
                default: mutant(of: try gzip(whole), key: key, fields: 20)
                }
            try folder.write(bytes, to: "a.nii")
            do throws(DatasetError) {
                let volume = try NIfTI(path: "\(folder.path)/a.nii")
                let small = try volume.voxels(in: region, size: [4, 4, 4], window: window)
                #expect(small.count == 8)
                let all = try volume.voxels(in: Region(of: volume.size), size: volume.size, window: window)
                #expect(all.count == volume.size.reduce(1, *))
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // Some damage is no damage: of values, or of what is not read.
        #expect(read > mutantCount / 20 && read < mutantCount * 19 / 20, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged NIfTI files: \(read) read, \(mutantCount - read) refused")
    }
}
