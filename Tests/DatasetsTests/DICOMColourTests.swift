import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

/// Pictures in colours, packed in many ways, against what pydicom reads of them: DICOM/make.py.
struct DICOMColourTests {
    private static let folder = "\(fixtures)/colours"

    private func right(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name).bin")))
    }

    private func pixels(_ name: String) throws -> [UInt8] {
        let picture = try DICOMPicture(path: "\(Self.folder)/\(name).dcm")
        #expect(picture.channels == 3 && picture.rows == 12 && picture.columns == 16)
        return try picture.pixels(ImageForm(channels: 3))
    }

    @Test(arguments: [
        "rgb-rle", "ybr_full-rle", "rgb-rle-16", "palette-rle", "rgb-jpegls", "ybr_rct-jpeg2000", "rgb-jpeg2000",
        "ybr_full-jpeg2000", "ybr_full_422-plain",
    ])
    func withoutLoss(name: String) throws {
        #expect(try pixels(name) == right(name))
    }

    /// Decoders round in ways of their own; what colours mean decides much more.
    @Test(arguments: ["ybr_full_422-jpeg", "ybr_full-jpeg", "rgb-jpeg", "rgb-jpeg-jfif", "ybr_ict-jpeg2000"])
    func withLoss(name: String) throws {
        let found = difference(try pixels(name), try right(name))
        #expect(found.largest <= 2 && found.mean < 0.5, "\(name): \(found)")
    }

    /// A picture in colours is one, whatever made it.
    @Test func aPictureByItsColours() throws {
        #expect(DICOMPicture.isOne("\(Self.folder)/rgb-rle.dcm"))
        #expect(!DICOMPicture.isOne("\(fixtures)/packed-u8-rle.dcm"))
    }

    /// A JPEG 2000 stream in boxes, as files have it.
    @Test func aStreamInBoxes() throws {
        let path = "\(Self.folder)/ybr_rct-jpeg2000.dcm"
        guard case .packed(let frames) = try DICOMHeader(path: path).pixels else { return }
        let stream = try File(path: path).read(frames[0][0].count, at: frames[0][0].lowerBound)
        func box(_ kind: String, _ content: [UInt8]) -> [UInt8] {
            [0, 0, UInt8((content.count + 8) >> 8), UInt8((content.count + 8) & 0xff)] + Array(kind.utf8) + content
        }
        let front = box("jP  ", [13, 10, 0x87, 10]) + box("ftyp", Array("jp2 ".utf8))
        #expect(DICOMCodestream.withoutBoxes(front + box("jp2c", stream)) == stream)
        #expect(DICOMCodestream.withoutBoxes(stream) == stream)
        for count in 0..<front.count + 8 {
            #expect(DICOMCodestream.withoutBoxes(Array((front + box("jp2c", stream))[..<count])) != stream)
        }
    }

    @Test func coloursThatAreNotRead() throws {
        let folder = try TemporaryFolder()
        func refusal(_ change: (inout DICOMFile) -> Void) throws -> String {
            var file = DICOMFile(bits: 8, samples: 3, photometric: "RGB", values: Array(0..<36))
            change(&file)
            try folder.write(file.bytes, to: "a.dcm")
            do {
                _ = try DICOMPicture(path: "\(folder.path)/a.dcm").pixels(ImageForm(channels: 3))
                return ""
            } catch { return "\(error)" }
        }
        #expect(try refusal { _ in }.isEmpty)
        #expect(try refusal { $0.photometric = "YBR_ICT" }.contains("3 samples of YBR_ICT; grey, RGB"))
        #expect(try refusal { $0.bits = 32 }.contains("3 samples of RGB have 32 of 32 bits; colours of 8 to 16"))
        #expect(try refusal { ($0.bits, $0.stored) = (16, 4) }.contains("4 of 16 bits"))
        #expect(try refusal { ($0.columns, $0.photometric) = (3, "YBR_FULL_422") }.contains("even number of columns"))
    }

    /// Damaged pictures are read or refused, with no crash, hang or room for what is not there.
    @Test func damagedFilesFuzz() throws {
        let folder = try TemporaryFolder()
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".dcm") }
            .sorted()
        let files = try names.map { Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\($0)"))) }
        var read = 0
        for index in 0..<mutantCount {
            let whole = files[index % files.count]
            // What lies before the meta information is of no use.
            let rest = mutant(of: Array(whole[132...]), key: RandomKey(seed: 12).derived(index), fields: 700)
            try folder.write(Array(whole[..<132]) + rest, to: "a.dcm")
            do throws(DatasetError) {
                let picture = try DICOMPicture(path: "\(folder.path)/a.dcm")
                #expect(try picture.pixels(ImageForm(channels: 3, size: [4, 4])).count == 48)
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 20 && read < mutantCount * 19 / 20, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged DICOM pictures: \(read) read, \(mutantCount - read) refused")
    }
}
