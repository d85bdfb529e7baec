import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

/// Damaged volume files of the further kinds are read or refused, with no crash, hang or room for what is not there.
@Suite struct VolumeFileFuzzTests {
    private static let voxels = noise(60)

    private static let metaImage =
        Array(
            ("NDims = 3\nDimSize = 3 4 5\nElementSpacing = 1 1 2\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nElementType = MET_UCHAR\n"
                + "ElementByteOrderMSB = False\nHeaderSize = 0\nElementDataFile = LOCAL\n").utf8) + voxels

    private static var mgh: [UInt8] {
        var header = [UInt8](repeating: 0, count: 284)
        for (place, number) in [1, 3, 4, 5, 1, 0].enumerated() { header[4 * place + 3] = UInt8(number) }
        return header + voxels
    }

    private static let array =
        [0x93] + Array("NUMPY".utf8) + [1, 0, 70, 0]
        + Array(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 5), }".padding(
                toLength: 70, withPad: " ", startingAt: 0
            ).utf8) + voxels

    @Test(arguments: [("a.mha", metaImage, 200), ("a.mgz", mgh, 90), ("a.npy", array, 80)])
    func mutants(name: String, original: [UInt8], fields: Int) throws {
        let folder = try TemporaryFolder()
        var read = 0
        for index in 0..<mutantCount {
            try folder.write(mutant(of: original, key: RandomKey(seed: 51).derived(index), fields: fields), to: name)
            do throws(DatasetError) {
                let volume = try VolumeFolder.volume(at: "\(folder.path)/\(name)")
                guard volume.stored.reduce(1, *) < 1 << 20 else { continue }
                let values = try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window(-10, 300))
                #expect(values.count == volume.size.reduce(1, *))
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 50 && read < mutantCount * 49 / 50, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged \(name): \(read) read, \(mutantCount - read) refused")
    }
}
