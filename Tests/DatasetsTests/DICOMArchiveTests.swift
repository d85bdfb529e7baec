import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

/// Folders as an archive of pictures gives them: what lies beside the slices, several series, slices that lie unevenly.
@Suite struct DICOMArchiveTests {
    private let series: SeriesFolder
    private var path: String { series.folder.path + "/series" }

    init() throws { series = try SeriesFolder() }

    private func slices(_ depths: [Double], _ change: (inout DICOMFile, Int) -> Void = { _, _ in }) -> [DICOMFile] {
        depths.enumerated().map { index, depth in
            var file = DICOMFile(position: "0\\0\\\(depth)", values: Array(repeating: 10 * index, count: 12))
            change(&file, index)
            return file
        }
    }

    private func text(_ tag: DICOMTag, _ kind: String, _ value: String) -> (tag: DICOMTag, kind: String, value: [UInt8])
    {
        (tag, kind, Array((value.utf8.count % 2 == 0 ? value : value + " ").utf8))
    }

    @Test func localizersAndObjectsArePassedOver() throws {
        try series.write(
            slices([0, 2, 4])
                + slices([0]) { file, _ in
                    file.orientation = "1\\0\\0\\0\\0\\-1"
                    file.more = [text(.imageType, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER")]
                } + slices([0]) { file, _ in file.more = [text(.objectClass, "UI", "1.2.840.10008.5.1.4.1.1.66.4")] })
        try series.folder.write("CC0", to: "series/LICENSE")
        let found = try DICOMSeries(folder: path)
        #expect(found.stored == [4, 3, 3])
        #expect(found.notes == ["1 files that are no DICOM", "1 DICOM objects that are no pictures", "1 localizers"])
        let isSample = if case .sample = SampleKind.volume.role(path) { true } else { false }
        #expect(isSample)
    }

    @Test func oneOfSeveralSeries() throws {
        try series.write(
            slices([0, 2, 4]) { file, _ in file.more = [text(.seriesDescription, "LO", "T1 axial")] }
                + slices([0, 2]) { file, _ in
                    file.series = "1.2.4"
                    file.more = [text(.seriesDescription, "LO", "T2")]
                })
        #expect { try DICOMSeries(folder: path) } throws: {
            "\($0)".contains("2 series: “T1 axial” (3 slices") && "\($0)".contains("“T2” (2 slices")
        }
        #expect(try DICOMSeries(folder: path, choice: "largest").stored[2] == 3)
        #expect(try DICOMSeries(folder: path, choice: "T2$").stored[2] == 2)
        #expect { try DICOMSeries(folder: path, choice: "T") } throws: { "\($0)".contains("finds 2 of its series") }
        #expect { try DICOMSeries(folder: path, choice: "T3") } throws: { "\($0)".contains("finds none of its series") }
        #expect { try DICOMSeries(folder: path, choice: "(") } throws: { "\($0)".contains("no regular expression") }
    }

    @Test func whatIsNotOneVolume() throws {
        func message(_ files: [DICOMFile]) throws -> String {
            try? series.folder.remove("series")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try series.write(files)
            do {
                _ = try DICOMSeries(folder: path)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(
            try message(slices([0, 2, 4, 6, 11, 16, 21])).contains(
                "the spacing of slices changes: they are 5.0 mm apart, others 2.0 mm"))
        #expect(try message(slices([0, 2, 4, 8, 10, 12, 14])).contains("a slice is missing"))
        let shifted = slices([0, 2, 4, 6, 8, 10]) { file, index in
            file.position = "\(index < 3 ? 0 : 50)\\0\\\(2 * index)"
        }
        #expect(try message(shifted).contains("mm aside of those before"))
        #expect(try message(slices([0, 2, 4, 0, 2, 4])).contains("it holds 2 volumes of 3 slices each"))
        let mosaic = slices([0, 2]) { file, _ in file.more = [text(.imageType, "CS", "ORIGINAL\\MOSAIC")] }
        #expect(try message(mosaic).contains("is a mosaic"))
        let spaced = slices([0, 2]) { file, index in file.more = [text(.pixelSpacing, "DS", "0.\(index + 5)\\0.5")] }
        #expect(try message(spaced).contains("differ in spacing"))
    }

    /// A gantry that is tilted moves each slice aside by as much.
    @Test func aTiltIsNoStepAside() throws {
        try series.write(slices([0, 2, 4, 6]) { file, index in file.position = "0\\\(index)\\\(2 * index)" })
        #expect(try DICOMSeries(folder: path).stored[2] == 4)
    }

    /// Slices at 0, 2, 4.4, 6.2 and 8 mm: at even places each is made of its neighbours.
    @Test func unevenSlicesAreBroughtToEvenPlaces() throws {
        let depths = [0, 2, 4.4, 6.2, 8]
        try series.write(slices(depths) { file, _ in file.more = [text(.pixelSpacing, "DS", "0.5\\0.7")] })
        let found = try DICOMSeries(folder: path)
        #expect(found.stored == [4, 3, 5] && found.spacing?.prefix(2) == [0.7, 0.5])
        #expect(found.notes == ["series whose slices lie unevenly, brought to even places"])
        let step = try #require(found.spacing?[2])
        #expect(abs(step - 2) < 1e-9)
        let reader = try found.slices()
        for index in 0..<found.stored[2] {
            let depth = Double(index) * step
            let first = try #require(depths.indices.dropLast().last { depths[$0] <= depth + 1e-9 })
            let share = (depth - depths[first]) / (depths[first + 1] - depths[first])
            let values = try reader.values(of: index, rows: 0..<3, window: .raw)
            #expect(values.allSatisfy { abs(Double($0) - 10 * (Double(first) + share)) < 1e-3 }, "slice \(index)")
        }
    }

    @Test func withoutAPreamble() throws {
        let whole = DICOMFile(position: nil, orientation: nil).bytes
        try series.folder.write(Array(whole.dropFirst(132)), to: "plain.dcm")
        // Meta information begins with its length, which the writer leaves out.
        let length: [UInt8] = [2, 0, 0, 0, 0x55, 0x4c, 4, 0, 0, 0, 0, 0]
        try series.folder.write(length + Array(whole.dropFirst(132)), to: "meta.dcm")
        #expect(isDICOMFile(series.folder.path + "/meta.dcm"))
        #expect(try DICOMHeader(path: series.folder.path + "/meta.dcm").columns == 4)
        for text in ["", "no DICOM at all, and long enough to be looked at", "\u{8}\0\u{8}\0"] {
            #expect(!isDICOM(Array(text.utf8)), "\(text)")
        }
    }

    /// Some say that their elements are explicit, and write implicit ones, or the other way round.
    @Test(arguments: [("1.2.840.10008.1.2", "1.2.840.10008.1.2.1"), ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2\0\0")])
    func anotherSyntaxThanIsSaid(written: String, said: String) throws {
        var bytes = DICOMFile(syntax: written).bytes
        let length = written.utf8.count + written.utf8.count % 2
        let name = Array(said.utf8) + (said.utf8.count % 2 == 0 ? [] : [0])
        // The meta information is one element: 4 bytes of its tag, 2 of its kind, 2 of its length.
        bytes.replaceSubrange(138..<140 + length, with: [UInt8(name.count), 0] + name)
        try series.folder.write(bytes, to: "one.dcm")
        let header = try DICOMHeader(path: series.folder.path + "/one.dcm")
        #expect(header.columns == 4 && header.rows == 3)
    }

    /// Bytes in big-endian words: the second one of two comes first.
    @Test func bytesInWords() throws {
        let right = (1...15).map { UInt8($0) }
        let swapped = (0..<16).map { $0 ^ 1 < 15 ? Int(right[$0 ^ 1]) : 0 }
        var file = DICOMFile(syntax: "1.2.840.10008.1.2.2", columns: 5, rows: 3, bits: 8, values: swapped)
        file.pixelKind = "OW"
        try series.folder.write(file.bytes, to: "one.dcm")
        let picture = try DICOMPicture(path: series.folder.path + "/one.dcm")
        #expect(try picture.pixels(ImageForm(channels: 1)) == right)
        let header = try DICOMHeader(path: series.folder.path + "/one.dcm")
        let row = try DICOMSliceReader([header], [DICOMSlice(header: 0, frame: 0)]).stored(0, rows: 1..<2)
        #expect(row.bytes == Array(right[5..<10]))
    }

    @Test func coloursAndPalettes() throws {
        func picture(_ change: (inout DICOMFile) -> Void) throws -> [UInt8] {
            var file = DICOMFile(columns: 2, rows: 1, bits: 8, position: nil, orientation: nil)
            change(&file)
            try series.folder.write(file.bytes, to: "one.dcm")
            let picture = try DICOMPicture(path: series.folder.path + "/one.dcm")
            #expect(picture.channels == 3)
            return try picture.pixels(ImageForm(channels: 3))
        }
        let planes: (tag: DICOMTag, kind: String, value: [UInt8]) = (.planes, "US", [1, 0])
        #expect(
            try picture { ($0.samples, $0.photometric, $0.values) = (3, "RGB", [1, 2, 3, 4, 5, 6]) } == [
                1, 2, 3, 4, 5, 6,
            ])
        #expect(
            try picture {
                ($0.samples, $0.photometric, $0.values) = (3, "RGB", [1, 4, 2, 5, 3, 6])
                $0.more = [planes]
            } == [1, 2, 3, 4, 5, 6])
        // Without differences it is grey; red has much of the second.
        #expect(
            try picture { ($0.samples, $0.photometric, $0.values) = (3, "YBR_FULL", [77, 128, 128, 76, 85, 255]) }
                == [77, 77, 77, 254, 0, 0])
        #expect(
            try picture {
                ($0.photometric, $0.values) = ("PALETTE COLOR", [11, 9])
                $0.more =
                    DICOMTag.palettes.map { ($0, "US", [2, 0, 10, 0, 8, 0]) }
                    + zip(DICOMTag.paletteTables, [[1, 2], [3, 4], [5, 6]] as [[UInt8]]).map { ($0, "OW", $1) }
            } == [2, 4, 6, 1, 3, 5])
        #expect {
            try picture { ($0.samples, $0.photometric) = (3, "YBR_RCT") }
        } throws: {
            "\($0)".contains("3 samples of YBR_RCT")
        }
    }

    @Test func anXRayIsAPicture() throws {
        for (name, photometric) in [("a", "MONOCHROME2"), ("b", "MONOCHROME1")] {
            let file = DICOMFile(
                photometric: photometric, position: nil, orientation: nil, values: (0..<12).map { 100 * $0 },
                more: [text(.modality, "CS", "DX")])
            try FileManager.default.createDirectory(
                atPath: "\(series.folder.path)/x/\(name)", withIntermediateDirectories: true)
            for index in 0..<2 { try series.folder.write(file.bytes, to: "x/\(name)/\(index).dcm") }
        }
        var options = Dataset.Options()
        options.validation = 0.5
        #expect {
            try Dataset.load(path: series.folder.path + "/x", options: options).training.samples(
                in: Region(of: [3, 4]))
        } throws: {
            "\($0)".contains("data.window")
        }
        options.form.window = [0, 1100]
        let data = try Dataset.load(path: series.folder.path + "/x", options: options)
        #expect(data.format == .images && data.training.shape == [3, 4] && data.training.channels == 1)
        let right = (0..<12).map { UInt8((Double($0) * 255 / 11).rounded()) }
        #expect(try data.training.values(of: 0, in: Region(of: [3, 4])) == right)
        let inverted = try data.training.values(of: 1, in: Region(of: [3, 4]))
        #expect(zip(inverted, right).allSatisfy { abs(Int($0) + Int($1) - 255) <= 1 })
    }
}
