import Foundation
import TesseraRandomness
import Testing

@testable import TesseraDatasets

struct DICOMFuzzTests {
    /// Damaged files are read or refused, with no crash, hang or room for what is not there.
    @Test func damagedFiles() throws {
        let series = try SeriesFolder()
        var files: [(bytes: [UInt8], header: Int)] = []
        for syntax in ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"] {
            let file = DICOMFile(syntax: syntax, isSigned: true, slope: "2", intercept: "-3")
            files.append((file.bytes, file.headerSize))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: fixtures).filter { $0.hasSuffix(".dcm") }
            .sorted()
        for name in names + ["series/IM3", "series/z"] {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(name)")))
            files.append((bytes, bytes.count))
        }
        let window = Window(0, 255)
        var read = 0
        for index in 0..<mutantCount {
            let (whole, header) = files[index % files.count]
            // What lies before the meta information is of no use.
            let bytes = mutant(
                of: Array(whole[132...]), key: RandomKey(seed: 9).derived(index), fields: max(header - 132, 1))
            try series.folder.write(Array(whole[..<132]) + bytes, to: "series/a")
            do throws(DatasetError) {
                let volume = try DICOMSeries(folder: series.path)
                let small = try volume.voxels(in: Region([[0], [1, 2], [0]]), size: [4, 4, 4], window: window)
                #expect(small.count == 2)
                guard volume.size.reduce(1, *) < 1 << 24 else { continue }
                let all = try volume.voxels(in: Region(of: volume.size), size: volume.size, window: window)
                #expect(all.count == volume.size.reduce(1, *))
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 20 && read < mutantCount * 19 / 20, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged DICOM files: \(read) read, \(mutantCount - read) refused")
    }
}
