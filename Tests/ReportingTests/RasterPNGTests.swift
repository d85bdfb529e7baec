import CTesseraPNG
import Foundation
import Testing

@testable import TesseraReporting

struct RasterPNGTests {
    /// A folder that is gone after `body`.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "reporting-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func readsBackAsWritten() throws {
        try inFolder { folder in
            let raster = Raster(width: 3, height: 2, channels: 3, bytes: (0..<18).map { UInt8($0 * 14) })
            let path = folder + "/picture.png"
            try Data("old".utf8).write(to: URL(fileURLWithPath: path))
            try raster.writePNG(to: path)
            var image = png_image()
            image.version = png_uint_32(PNG_IMAGE_VERSION)
            #expect(png_image_begin_read_from_file(&image, path) == 1)
            image.format = png_uint_32(PNG_FORMAT_RGB)
            #expect((image.width, image.height) == (3, 2))
            var bytes = [UInt8](repeating: 0, count: 18)
            #expect(png_image_finish_read(&image, nil, &bytes, 9, nil) == 1)
            #expect(bytes == raster.bytes)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["picture.png"])
        }
    }

    @Test func errorsNamePathAndReason() throws {
        try inFolder { folder in
            let raster = Raster(width: 1, height: 1)
            let missing = folder + "/none/picture.png"
            let error = #expect(throws: PictureError.self) { try raster.writePNG(to: missing) }
            #expect(error?.description == "\(missing): the picture cannot be written (No such file or directory)")
            #expect(throws: PictureError(path: folder, reason: "Is a directory")) { try raster.writePNG(to: folder) }
            #expect(!FileManager.default.fileExists(atPath: missing))
        }
    }
}
