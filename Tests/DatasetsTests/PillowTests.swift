import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

/// Pixels are what Pillow reads, or what the file's format says: Pillow/write.py.
@Suite(.enabled(if: python != nil, "TESSERA_PYTHON names no Python with Pillow; Scripts/test sets it"))
struct PillowTests {
    @Test func everyKind() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Pillow/write.py")
        let outcome = try ChildProcess.run(try #require(python), [script.path, folder.path])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let files = try folder.names.filter { !$0.hasSuffix(".right") }
        #expect(files.count > 30)
        for file in files {
            let right = Array(try #require(folder.bytes(file + ".right")))
            let line = try #require(right.firstIndex(of: UInt8(ascii: "\n")))
            let shape = String(decoding: right[..<line], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
            let image = try ImageFile(path: "\(folder.path)/\(file)", window: nil)
            #expect([image.rows, image.columns] == Array(shape[..<2]), "\(file)")
            // What Pillow has turned into colours may be grey.
            let pixels = try image.pixels(ImageForm(channels: shape[2]))
            let worst = zip(pixels, right[(line + 1)...]).map { abs(Int($0) - Int($1)) }.max()
            #expect(pixels.count == right.count - line - 1)
            // Mixing with white rounds, as scaling does.
            let slack = file.contains("alpha") || ["100", "4095"].contains { file.hasPrefix($0) } ? 1 : 0
            #expect(try #require(worst) <= slack, "\(file) differs by \(worst ?? -1)")
            #expect(ImageFile.isImage(at: "\(folder.path)/\(file)"), "\(file)")
            if ["grey.bmp", "grey.png", "band.tif", "grey-alpha-16.png", "32-bits.bmp"].contains(file) {
                #expect(image.channels == shape[2], "\(file)")
            }
            #expect(image.hasUnnamedBand == (file == "band.tif"), "\(file)")
        }
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
