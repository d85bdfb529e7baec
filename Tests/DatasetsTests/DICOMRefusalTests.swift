import CTesseraDICOM
import Foundation
import Testing

@testable import TesseraDatasets

struct DICOMRefusalTests {
    private let series: SeriesFolder

    init() throws {
        series = try SeriesFolder()
    }

    private func slices(_ count: Int) -> [DICOMFile] { (0..<count).map { DICOMFile(position: "0\\0\\\(2 * $0)") } }

    /// What a series is refused with whose second slice was changed.
    private func refusal(_ change: (inout DICOMFile) -> Void) throws -> String {
        var files = slices(4)
        change(&files[1])
        try series.write(files)
        return series.refusal()
    }

    @Test func foldersWithout() throws {
        #expect(series.refusal().contains("no DICOM files"))
        try series.folder.write("notes", to: "series/notes.txt")
        try series.folder.write("hidden", to: "series/.hidden")
        try series.folder.write("index", to: "series/DICOMDIR")
        #expect(series.refusal().contains("no DICOM files"))
        try series.write(slices(1))
        #expect(series.refusal().isEmpty)
        // What is no DICOM file is counted.
        try series.folder.write("what", to: "series/what")
        #expect(try DICOMSeries(folder: series.folder.path + "/series").notes == ["1 files that are no DICOM"])
    }

    @Test func onesThatDoNotBelong() throws {
        let whole = series.refusal
        try series.write(slices(4))
        #expect(whole().isEmpty)
        #expect(try refusal { $0.series = "1.2.4" }.contains("2 series: one without description"))
        #expect(try refusal { ($0.columns, $0.rows) = (3, 4) }.contains("3x4 and 4x3"))
        #expect(try refusal { $0.orientation = "1\\0\\0\\0\\0\\1" }.contains("differ in orientation"))
        #expect(try refusal { $0.position = "5\\0\\0" }.contains("same place"))
        #expect(try refusal { $0.position = nil }.contains("does not tell its position"))
        #expect(try refusal { $0.orientation = nil }.contains("IM10 does not tell its orientation"))
    }

    @Test func missingSlices() throws {
        var files = slices(6)
        files.remove(at: 2)
        try series.write(files)
        let text = series.refusal()
        #expect(text.contains("IM10 and ") && text.contains("IM17 a slice is missing") && text.contains("4.0 mm"))
    }

    @Test func pixelsThatAreNotRead() throws {
        #expect(
            try refusal { ($0.samples, $0.photometric, $0.values) = (3, "RGB", Array(0..<36)) }.contains(
                "3 samples of RGB"))
        #expect(try refusal { $0.photometric = "PALETTE COLOR" }.contains("no three tables"))
        #expect(try refusal { ($0.samples, $0.photometric) = (3, "CMYK") }.contains("3 samples of CMYK; grey, RGB"))
        #expect(try refusal { $0.more = [(.modalityTable, "SQ", [])] }.contains("(0028,3000)"))
        #expect(try refusal { $0.syntax = "1.2.840.10008.1.2.1.99" }.contains("1.2.840.10008.1.2.1.99 is not one"))
        #expect(try refusal { $0.syntax = "1.2.840.10008.1.2.4.50" }.contains("plain"))
        #expect(try refusal { $0.stored = 17 }.contains("17 bits"))
        #expect(try refusal { $0.highBit = 16 }.contains("bit 16"))
    }

    @Test(arguments: ["nan\\0\\0", "0\\inf\\0", "0\\0", "0\\0\\0\\0", "a\\b\\c", "1e999\\0\\0"])
    func numbersThatAreNone(text: String) throws {
        #expect(try refusal { $0.position = text }.contains("(0020,0032)"))
    }

    @Test func absurdHeaders() throws {
        #expect(try refusal { $0.orientation = "0\\0\\0\\0\\0\\0" }.contains("unit vectors"))
        #expect(try refusal { $0.orientation = "1\\0\\0\\1\\0\\0" }.contains("right angles"))
        #expect(try refusal { $0.slope = "0" }.contains("slope"))
        #expect(try refusal { $0.intercept = "nan" }.contains("(0028,1052)"))
        #expect(try refusal { $0.rows = 0 }.contains("no samples"))
        #expect(try refusal { $0.rows = 65535 }.contains("24 of the 524,280 bytes"))
        #expect(try refusal { $0.frames = 60000 }.contains("24 of the 1,440,000 bytes"))
        #expect(try refusal { $0.frames = 2_000_000_000 }.contains("2000000000.0 frames"))
        #expect(try refusal { $0.frames = -1 }.contains("-1.0 frames"))
    }

    /// Cut anywhere, a file is refused.
    @Test func cutFiles() throws {
        let bytes = DICOMFile().bytes
        for count in 0..<bytes.count {
            try series.folder.write(Array(bytes[..<count]), to: "series/a")
            #expect(!series.refusal().isEmpty, "\(count) of \(bytes.count) bytes")
        }
        try series.folder.write(bytes, to: "series/a")
        #expect(series.refusal().isEmpty)
    }

    /// What a fixture is refused with whose packed bytes were changed.
    private func refusal(_ fixture: String, _ change: ([UInt8]) -> [UInt8]) throws -> String {
        let path = "\(fixtures)/\(fixture)"
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        guard case .packed(let frames) = try DICOMHeader(path: path).pixels else { return "plain" }
        let (place, packed) = (frames[0][0].lowerBound, change(Array(bytes[frames[0][0]])))
        let length = withUnsafeBytes(of: UInt32(packed.count).littleEndian) { Array($0) }
        let end: [UInt8] = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]
        try series.folder.write(bytes[..<(place - 4)] + length + packed + end, to: "series/a")
        return series.refusal()
    }

    @Test(arguments: ["jpeg", "jpegls", "jpeg2000", "rle"]) func damagedStreams(kind: String) throws {
        let text = try refusal("packed-u8-\(kind).dcm") { $0.prefix(4) + $0.dropFirst(4).map { _ in 0xff } }
        #expect(text.contains("series/a: cannot be read") && text.contains("damaged"), "\(text)")
    }

    @Test(arguments: ["jpeg", "jpegls", "jpeg2000"]) func cutStreams(kind: String) throws {
        for count in [4, 5, 8, 13, 40] {
            let text = try refusal("packed-u8-\(kind).dcm") { $0.dropLast(count) }
            #expect(text.contains("cut"), "\(text)")
        }
    }

    /// GDCM looks for ever for what a cut JPEG-LS stream lacks; it is given two seconds.
    @Test func endlessStream() throws {
        let path = "\(fixtures)/packed-u8-jpegls.dcm"
        guard case .packed(let frames) = try DICOMHeader(path: path).pixels else { return }
        let packed = try File(path: path).read(frames[0][0].count - 8, at: frames[0][0].lowerBound)
        let frame = cd_frame(
            columns: 16, rows: 12, samples: 1, bits_allocated: 8, bits_stored: 8, high_bit: 7, is_signed: 0)
        var pixels = [UInt8](repeating: 0, count: 192)
        var decoder: OpaquePointer?
        #expect(cd_decoder_new(&decoder) == CD_OK)
        let made = try #require(decoder)
        defer { cd_decoder_free(made) }
        for _ in 0..<2 {
            #expect(
                cd_decode(made, "1.2.840.10008.1.2.4.80", frame, packed, Int64(packed.count), &pixels, 192) == CD_DIED)
        }
    }

    /// Deep nesting must not use up the stack.
    @Test func nesting() throws {
        let deep = [UInt8]([0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff])
        let sequence: [UInt8] = [0x08, 0, 0x40, 0x11] + Array("SQ".utf8) + [0, 0, 0xff, 0xff, 0xff, 0xff]
        let bytes = (0..<100_000).flatMap { _ in sequence + deep }
        let front = Array(DICOMFile().bytes[..<132]) + [2, 0, 0x10, 0] + Array("UI".utf8) + [20, 0]
        try series.folder.write(front + Array("1.2.840.10008.1.2.1\0".utf8) + bytes, to: "series/a")
        #expect(series.refusal().contains("out of place"))
    }
}
