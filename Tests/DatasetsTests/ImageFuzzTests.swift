import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

struct ImageFuzzTests {
    /// Damaged files are read or refused, with no crash, hang or room for what is not there.
    @Test func damagedFiles() throws {
        try tryDamaged([
            "colour.png", "palette.png", "alpha.png", "deep.tif", "colour.tif", "tiled.tif", "colour.bmp",
            "colour.webp", "colour.ppm", "grey.pgm", "colour.jpg", "full.jpg", "turned6.jpg", "cmyk.jpg",
        ])
    }

    @Test func damagedGIF() throws { try tryDamaged(["palette.gif"]) }

    @Test(.enabled(if: ImageLibrary.hasJPEG2000, "libvips here reads no JPEG 2000")) func damagedJPEG2000() throws {
        try tryDamaged(["colour.jp2"])
    }

    @Test(
        .enabled(if: ImageLibrary.hasHEIF, "libvips here reads no HEIC and AVIF"), arguments: ["avif", "heic"])
    func damagedHEIF(ending: String) throws {
        try tryDamaged(["grey.\(ending)", "full.\(ending)", "colour.\(ending)"])
    }

    private func tryDamaged(_ names: [String]) throws {
        let folder = try TemporaryFolder()
        let files = try names.map { Array(try Data(contentsOf: URL(fileURLWithPath: ImageFixtures.path($0)))) }
        var read = 0
        for index in 0..<mutantCount {
            let key = RandomKey(seed: 11).derived(index)
            let whole = files[index % files.count]
            try folder.write(mutant(of: whole, key: key, fields: 64), to: "a")
            do throws(DatasetError) {
                let image = try ImageFile(path: "\(folder.path)/a", window: nil)
                #expect(try image.pixels(ImageForm(channels: 3, size: [8, 8])).count == 192)
                if image.rows * image.columns < 1 << 20 {
                    let form = ImageForm(channels: image.channels)
                    #expect(try image.pixels(form).count == image.rows * image.columns * image.channels)
                    if image.isTiled { _ = try image.pixels(form, rows: 0..<1, columns: 0..<1) }
                }
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 20 && read < mutantCount * 19 / 20, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged images (\(names[0]) ...): \(read) read, \(mutantCount - read) refused")
    }
}
