import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

/// Pixels are what Pillow reads, or what the file's format says, and what OpenCV reads: Pillow/write.py.
@Suite(.enabled(if: python != nil, "TESSERA_PYTHON names no Python with Pillow; Scripts/test sets it"))
struct PillowTests {
    @Test func everyKind() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Pillow/write.py")
        let outcome = try ChildProcess.run(try #require(python), [script.path, folder.path])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let names = try folder.names
        let files = names.filter { !$0.hasSuffix(".right") && !$0.hasSuffix(".opencv") }
        #expect(files.count > 30)
        for file in files {
            let (shape, right) = try picture(folder, file + ".right")
            let image = try ImageFile(path: "\(folder.path)/\(file)", window: nil)
            #expect([image.rows, image.columns] == Array(shape[..<2]), "\(file)")
            // What Pillow has turned into colours may be grey.
            let pixels = try image.pixels(ImageForm(channels: shape[2]))
            #expect(pixels.count == right.count, "\(file)")
            // Mixing with white rounds, as scaling does; decoders of JPEG round in their own ways.
            let isMixed = file.contains("alpha") || ["100", "4095"].contains { file.hasPrefix($0) }
            let slack = file.hasSuffix(".jpg") ? 2 : isMixed ? 1 : 0
            let worst = difference(pixels, right).largest
            #expect(worst <= slack, "\(file) differs by \(worst)")
            if names.contains(file + ".opencv") {
                let (shape, right) = try picture(folder, file + ".opencv")
                #expect([image.rows, image.columns] == Array(shape[..<2]), "\(file)")
                let form = ImageForm(channels: max(shape[2], image.channels))
                let wide = shape[2] == form.channels ? right : right.flatMap { [$0, $0, $0] }
                let worst = difference(try image.pixels(form), wide).largest
                #expect(worst <= slack, "\(file) differs by \(worst) from OpenCV's")
            }
            #expect(ImageFile.isImage(at: "\(folder.path)/\(file)"), "\(file)")
            if ["grey.bmp", "grey.png", "band.tif", "grey-alpha-16.png", "32-bits.bmp"].contains(file) {
                #expect(image.channels == shape[2], "\(file)")
            }
            #expect(image.hasUnnamedBand == (file == "band.tif"), "\(file)")
        }
        let others = names.count { $0.hasSuffix(".opencv") }
        #expect(others == 0 || others > 25, "\(others)")
    }

    /// The shape and the bytes of a picture as write.py keeps it.
    private func picture(_ folder: TemporaryFolder, _ name: String) throws -> (shape: [Int], bytes: [UInt8]) {
        let content = Array(try #require(folder.bytes(name)))
        let line = try #require(content.firstIndex(of: UInt8(ascii: "\n")))
        let shape = String(decoding: content[..<line], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        try #require(shape.count == 3)
        return (shape, Array(content[(line + 1)...]))
    }

    /// A picture in colours of which it has none is read as a grey one; another is refused.
    @Test func greyInColours() throws {
        let folder = try TemporaryFolder()
        for (name, pixels) in [("grey", [7, 7, 7, 200, 200, 200]), ("red", [7, 7, 7, 200, 0, 0])] as [(String, [UInt8])]
        {
            try folder.write(Array("P6 2 1 255\n".utf8) + pixels, to: name + ".ppm")
        }
        func pixels(_ name: String) throws -> [UInt8] {
            try ImageFile(path: "\(folder.path)/\(name).ppm", window: nil).pixels(ImageForm(channels: 1))
        }
        #expect(try pixels("grey") == [7, 200])
        #expect { try pixels("red") } throws: { "\($0)".contains("red.ppm: cannot be read (it is coloured") }
    }
}
