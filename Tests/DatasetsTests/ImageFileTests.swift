import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

/// Files and what Pillow reads of them; `Images/make.py` makes both.
enum ImageFixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Images"

    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// The expected picture: rows, columns, channels, bytes.
    static func expected(_ name: String) throws -> (shape: [Int], bytes: [UInt8]) {
        let array = try NumPyArray(file: File(path: path("\(name).npy")))
        return (array.shape, Array(try array.bytes(0, count: array.shape.reduce(1, *))))
    }
}

/// The largest difference of two pictures, and the mean one.
func difference(_ first: [UInt8], _ second: [UInt8]) -> (largest: Int, mean: Double) {
    let differences = zip(first, second).map { abs(Int($0) - Int($1)) }
    return (differences.max() ?? 0, Double(differences.reduce(0, +)) / Double(max(1, differences.count)))
}

struct ImageFileTests {
    private func check(_ name: String, largest: Int, mean: Double) throws {
        let expected = try ImageFixtures.expected(name)
        let image = try ImageFile(path: ImageFixtures.path(name), window: nil)
        #expect([image.rows, image.columns, image.channels] == expected.shape)
        let pixels = try image.pixels(ImageForm(channels: image.channels))
        #expect(pixels.count == expected.bytes.count)
        let found = difference(pixels, expected.bytes)
        #expect(found.largest <= largest && found.mean <= mean, "\(name): \(found)")
    }

    @Test(arguments: [
        "colour.png", "grey.png", "palette.png", "bits.png", "colour.tif", "grey.tif", "tiled.tif", "colour.bmp",
        "colour.webp", "colour.ppm", "grey.pgm", "deep.png", "deep.tif", "palette.gif",
    ])
    func losslessFiles(name: String) throws {
        try check(name, largest: 0, mean: 0)
    }

    @Test(.enabled(if: ImageLibrary.hasJPEG2000, "libvips here reads no JPEG 2000")) func jpeg2000() throws {
        try check("colour.jp2", largest: 0, mean: 0)
    }

    /// What libvips would write beyond its memory, or put in wrong places, is refused.
    @Test(.enabled(if: ImageLibrary.hasJPEG2000, "libvips here reads no JPEG 2000")) func jpeg2000OfOtherKinds() throws
    {
        let folder = try TemporaryFolder()
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: ImageFixtures.path("colour.jp2"))))
        func place(_ text: [UInt8]) throws -> Int {
            try #require(whole.indices.first { whole[$0...].starts(with: text) })
        }
        func message(_ bytes: [UInt8]) throws -> String {
            try folder.write(bytes, to: "a.jp2")
            do {
                _ = try ImageFile(path: "\(folder.path)/a.jp2", window: nil)
                return ""
            } catch { return "\(error)" }
        }
        #expect(try message(whole).isEmpty)
        // A box more in the one that describes the picture, whose length stands before its name.
        let header = try place(Array("jp2h".utf8))
        var bytes = whole
        let length = Int(whole[header - 2]) << 8 | Int(whole[header - 1])
        (bytes[header - 2], bytes[header - 1]) = (UInt8((length + 8) >> 8), UInt8((length + 8) & 0xff))
        bytes.insert(contentsOf: [0, 0, 0, 8] + Array("pclr".utf8), at: header - 4 + length)
        #expect(try message(bytes).contains("a palette, which libvips cannot read"))
        let stream = try place([0xff, 0x4f, 0xff, 0x51])
        for corner in [16, 20, 32, 36] {
            bytes = whole
            bytes[stream + corner + 3] = 1
            #expect(try message(bytes).contains("does not begin at its grid's corner"), "\(corner)")
        }
        for count in [12, 30, header, header + 20, stream, stream + 20] {
            #expect(try !message(Array(whole[..<count])).isEmpty, "\(count)")
        }
    }

    /// Decoders spread colours of half the size over the pixels in ways of their own.
    ///
    /// Grey ones come as three equal channels.
    @Test(
        .enabled(if: ImageLibrary.hasHEIF, "libvips here reads no HEIC and AVIF"),
        arguments: ["avif", "heic"]) func heif(ending: String) throws
    {
        try check("grey.\(ending)", largest: 2, mean: 0.5)
        try check("full.\(ending)", largest: 2, mean: 0.5)
        try check("colour.\(ending)", largest: 16, mean: 4)
    }

    /// Laying over white rounds.
    @Test(arguments: ["alpha.png", "greyalpha.png"]) func transparency(name: String) throws {
        try check(name, largest: 1, mean: 1)
    }

    /// Decoders may differ in the last bit.
    @Test(arguments: ["grey.jpg", "colour.jpg", "full.jpg"] + (2...8).map { "turned\($0).jpg" })
    func jpeg(name: String) throws {
        try check(name, largest: 2, mean: 0.5)
    }

    /// Most JPEG files are decoded without libvips, those with EXIF by it: the same pixels.
    @Test func bothDecoders() throws {
        let (short, long) = ("colour.jpg", "turned1.jpg")
        let pixels = try [short, long].map { name in
            try ImageFile(path: ImageFixtures.path(name), window: nil).pixels(ImageForm(channels: 3))
        }
        #expect(pixels[0] == pixels[1])
    }

    /// Ink profiles differ from the plain conversion, but not beyond recognition.
    @Test func cmyk() throws {
        try check("cmyk.jpg", largest: 110, mean: 50)
    }

    @Test(arguments: [[10, 16], [38, 20], [45, 68]]) func resizing(size: [Int]) throws {
        let expected = try ImageFixtures.expected("large-\(size[0])x\(size[1])")
        let image = try ImageFile(path: ImageFixtures.path("large.png"), window: nil)
        let found = difference(try image.pixels(ImageForm(channels: 3, size: size)), expected.bytes)
        #expect(found.largest <= 1 && found.mean < 0.3, "\(size): \(found)")
    }

    @Test func greyBecomesColoured() throws {
        let image = try ImageFile(path: ImageFixtures.path("grey.png"), window: nil)
        let grey = try image.pixels(ImageForm(channels: 1))
        #expect(try image.pixels(ImageForm(channels: 3)) == grey.flatMap { [$0, $0, $0] })
    }

    /// What `crop` keeps is the middle of the larger picture; `pad` has black at two sides and the whole picture
    /// between.
    @Test func fits() throws {
        let image = try ImageFile(path: ImageFixtures.path("colour.png"), window: nil)  // 12 x 17
        let whole = try image.pixels(ImageForm(channels: 3))
        let cropped = try image.pixels(ImageForm(channels: 3, size: [12, 12], fit: .crop))
        #expect(cropped == Region([Array(0..<12), Array(2..<14)]).cut(whole, of: [0..<12, 0..<17], channels: 3))
        let padded = try image.pixels(ImageForm(channels: 3, size: [20, 17], fit: .pad))
        let row = 17 * 3
        #expect(padded.prefix(4 * row).allSatisfy { $0 == 0 } && padded.suffix(4 * row).allSatisfy { $0 == 0 })
        #expect(Array(padded[4 * row..<16 * row]) == whole)
        for fit in Fit.allCases {
            for size in [[7, 31], [31, 7], [1, 1], [64, 64]] {
                #expect(
                    try image.pixels(ImageForm(channels: 3, size: size, fit: fit)).count == size[0] * size[1] * 3)
            }
        }
    }

    @Test func window() throws {
        let window = Window(1000, 60000)
        let image = try ImageFile(path: ImageFixtures.path("deep.png"), window: window)
        let pixels = try image.pixels(ImageForm(channels: 1, window: window))
        let upper = try image.pixels(ImageForm(channels: 1))
        for (scaled, byte) in zip(pixels, upper) {
            let low = window.scaled(Double(byte) * 256)
            let high = window.scaled(Double(byte) * 256 + 255)
            #expect(Float(scaled) >= low - 0.51 && Float(scaled) <= high + 0.51)
        }
    }

    /// Parts of tiled files are the same as cut from the whole.
    @Test func partsOfTiledFiles() throws {
        let image = try ImageFile(path: ImageFixtures.path("tiled.tif"), window: nil)  // 70 x 50
        #expect(image.isTiled)
        #expect(try !ImageFile(path: ImageFixtures.path("colour.tif"), window: nil).isTiled)
        let form = ImageForm(channels: 3)
        let whole = try image.pixels(form)
        for (rows, columns) in [(0..<70, 0..<50), (3..<20, 40..<50), (69..<70, 0..<1), (15..<33, 15..<33)] {
            let part = Region([Array(rows), Array(columns)]).cut(whole, of: [0..<70, 0..<50], channels: 3)
            #expect(try image.pixels(form, rows: rows, columns: columns) == part)
        }
    }

    /// Files that are none, and others that break off: the message is that file's own.
    @Test func badFiles() throws {
        let folder = try TemporaryFolder()
        func message(_ bytes: [UInt8], _ name: String) throws -> String? {
            try folder.write(bytes, to: name)
            do throws(DatasetError) {
                _ = try ImageFile(path: "\(folder.path)/\(name)", window: nil).pixels(ImageForm(channels: 3))
                return nil
            } catch {
                return error.description
            }
        }
        func bytes(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: ImageFixtures.path(name))))
        }
        #expect(try message([], "empty.jpg")?.contains("empty.jpg: cannot be read (the file is empty)") == true)
        #expect(try message(Array("hello".utf8), "text.png")?.contains("it is no JPEG, PNG") == true)
        for name in ["colour.jpg", "colour.png", "colour.tif", "colour.bmp", "colour.ppm", "colour.webp"] {
            let whole = try bytes(name)
            let told = try #require(try message(Array(whole.prefix(whole.count * 2 / 3)), name))
            #expect(told.contains("\(name): cannot be read (") && !told.contains("\n"), "\(told)")
        }
        // A header that promises a hundred million pixels.
        var png = try bytes("colour.png")
        png.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10])
        #expect(try message(png, "bomb.png") != nil)
        try folder.write("x", to: "x")
        #expect(throws: DatasetError.noSuchPath("\(folder.path)/none.png")) {
            try ImageFile(path: "\(folder.path)/none.png", window: nil)
        }
    }

    /// A width that the list of tiles does not bear out; libvips would look for the missing ones for hours.
    @Test func tilesThatAreNotListed() throws {
        let folder = try TemporaryFolder()
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: ImageFixtures.path("tiled.tif"))))
        // The first entry of the directory is the width, 4 bytes from 18 on.
        bytes[20] = 0x20
        try folder.write(bytes, to: "wide.tif")
        #expect { try ImageFile(path: "\(folder.path)/wide.tif", window: nil) } throws: {
            "\($0)".contains("promises more pixels")
        }
    }
}
