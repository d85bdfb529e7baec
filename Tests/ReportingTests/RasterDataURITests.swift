import CTesseraPNG
import Foundation
import Testing

@testable import TesseraReporting

struct RasterDataURITests {
    /// The pixels of an address as libpng reads them.
    private func pixels(_ uri: String, _ raster: Raster) throws -> [UInt8] {
        let prefix = "data:image/png;base64,"
        #expect(uri.hasPrefix(prefix))
        let file = [UInt8](try #require(Data(base64Encoded: String(uri.dropFirst(prefix.count)))))
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        #expect(png_image_begin_read_from_memory(&image, file, file.count) == 1)
        #expect((Int(image.width), Int(image.height)) == (raster.width, raster.height))
        image.format = png_uint_32(PNG_FORMAT_RGB)
        var bytes = [UInt8](repeating: 0, count: raster.bytes.count)
        #expect(png_image_finish_read(&image, nil, &bytes, 0, nil) == 1)
        return bytes
    }

    @Test(arguments: [1, 3], [(1, 1), (7, 3), (28, 28), (3, 200)])
    func comesBackToTheByte(channels: Int, size: (Int, Int)) throws {
        var generator = SplitMix(state: 7)
        let bytes = (0..<size.0 * size.1 * channels).map { _ in UInt8(generator.share * 255) }
        let raster = Raster(width: size.0, height: size.1, channels: channels, bytes: bytes)
        #expect(try pixels(#require(raster.dataURI), raster) == raster.bytes)
    }

    @Test(arguments: [(180, 180, 112), (50, 31, 20), (300, 2, 64), (28, 28, 112), (113, 112, 112)])
    func fittedPicturesKeepTheirMeanAndShape(width: Int, height: Int, side: Int) {
        var generator = SplitMix(state: 3)
        let bytes = (0..<width * height).map { _ in UInt8(generator.share * 255) }
        let raster = Raster(width: width, height: height, channels: 1, bytes: bytes)
        let small = raster.fitted(into: side)
        #expect(max(small.width, small.height) == min(side, max(width, height)))
        func mean(_ raster: Raster) -> Double {
            Double(raster.bytes.reduce(0) { $0 + Int($1) }) / Double(raster.bytes.count)
        }
        #expect(abs(mean(raster) - mean(small)) < 1)
        let grey = Raster(width: width, height: height, fill: Colour(9, 99, 199)).fitted(into: side)
        #expect(grey == Raster(width: grey.width, height: grey.height, fill: Colour(9, 99, 199)))
    }
}
