import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

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
