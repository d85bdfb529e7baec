import Foundation
import Testing

@testable import TesseraDatasets

struct DICOMTests {
    private let series: SeriesFolder
    private let volume = NoisyVolume([3, 4, 5])

    init() throws {
        series = try SeriesFolder()
    }

    /// The values of one slice alone, 4 x 3, its x and y not turned.
    private func values(_ file: DICOMFile, window: Window = Window()) throws -> [UInt8] {
        var file = file
        // Rows to the right, columns to the front.
        file.orientation = "-1\\0\\0\\0\\-1\\0"
        try series.folder.write(file.bytes, to: "series/a")
        let turned = try series.voxels(window: window)
        return (0..<3).flatMap { row in (0..<4).map { turned[$0 * 3 + row] } }
    }

    @Test(
        arguments: ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"], [8, 16, 32])
    func readsAllTypes(syntax: String, bits: Int) throws {
        var file = DICOMFile(syntax: syntax, bits: bits)
        #expect(try values(file) == Array(0..<12))
        file.isSigned = true
        file.values = Array(-6..<6)
        #expect(try values(file, window: Window(-6, 249)) == Array(0..<12))
        // Fewer bits than there is room for, something else in the others.
        (file.stored, file.highBit) = (6, 6)
        file.values = file.values.map { ($0 & 0x3f) << 1 | 0x81 }
        #expect(try values(file, window: Window(-6, 249)) == Array(0..<12))
        file.isSigned = false
        #expect(try values(file, window: Window(0, 255)) == [58, 59, 60, 61, 62, 63, 0, 1, 2, 3, 4, 5])
    }

    @Test func slopesOfSlices() throws {
        var files = (0..<3).map { DICOMFile(position: "0\\0\\\($0)", orientation: "-1\\0\\0\\0\\-1\\0") }
        for index in 0..<3 { (files[index].slope, files[index].intercept) = ("\(index + 1).0 ", "-\(index)") }
        try series.write(files)
        let found = try series.voxels(window: Window(0, 255))
        for index in 0..<3 {
            for (place, value) in [0, 4, 8, 1, 5, 9].enumerated() {
                #expect(found[place * 3 + index] == max(0, value * (index + 1) - index))
            }
        }
    }

    @Test func leastIsWhite() throws {
        let file = DICOMFile(photometric: "MONOCHROME1")
        #expect(try values(file) == (0..<12).map { 255 - $0 })
        #expect(try values(file, window: Window(3, 8)) == (0..<12).map { UInt8(255 - 51 * min(max($0 - 3, 0), 5)) })
    }

    @Test func allOrientationsGiveOneVolume() throws {
        for axes in axisOrders {
            for flips in axisFlips {
                let folder = try SeriesFolder()
                let stored = volume.stored(axes: axes, flipped: flips)
                try folder.write(stored.slices)
                #expect(try folder.voxels() == volume.bytes, "\(axes) \(flips)")
            }
        }
    }

    /// A gantry's tilt moves each slice aside; a region and a size read no more than they need.
    @Test func asNIfTI() throws {
        var file = volume.stored(axes: [1, 0, 2], flipped: [true, false, true])
        file.sform?[1][2] = 0.4
        try series.write(file.slices)
        let path = "\(series.folder.path)/a.nii"
        file.type = .int16
        try series.folder.write(file.bytes, to: "a.nii")
        let (nifti, dicom) = (try NIfTI(path: path), try DICOMSeries(folder: series.path))
        #expect(nifti.size == dicom.size)
        for size in [[3, 4, 5], [2, 7, 3]] {
            for region in [Region(of: size), Region([[0], [1, 3], [2]])] {
                let window = Window(20, 200)
                #expect(
                    try nifti.voxels(in: region, size: size, window: window)
                        == dicom.voxels(in: region, size: size, window: window))
            }
        }
    }

    /// Fixtures of pydicom, against nibabel: see make.py.
    @Test(arguments: ["series", "enhanced.dcm", "enhanced-rle.dcm"]) func asNibabel(name: String) throws {
        let path = "\(fixtures)/\(name)"
        let volume: any Volume = try name == "series" ? DICOMSeries(folder: path) : DICOMSeries(file: path)
        #expect(volume.size == [6, 5, 4])
        let reference = try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/reference.bin"))
        #expect(
            try volume.voxels(in: Region(of: volume.size), size: volume.size, window: Window(0, 255))
                == Array(reference))
    }

    @Test(arguments: ["jpeg", "jpegls", "jpeg2000", "rle"]) func packedPixels(name: String) throws {
        let ramp = (0..<12).flatMap { row in (0..<16).map { 7 * row + 11 * $0 } }
        for (kind, value) in [("i16", { 10 * $0 - 500 }), ("u12", { 10 * $0 }), ("u8", { $0 % 256 })]
            as [(
                String, (Int) -> Int
            )]
        {
            #expect(try unpacked("packed-\(kind)-\(name).dcm") == ramp.map { Float(value($0)) }, "\(kind)")
        }
    }

    @Test func lossyPixels() throws {
        let ramp = (0..<12).flatMap { row in (0..<16).map { Float((7 * row + 11 * $0) % 256) } }
        let errors = zip(ramp, try unpacked("packed-u8-jpegbaseline.dcm")).map { abs($0 - $1) }
        #expect(errors.reduce(0, +) / 192 < 4)
    }

    /// The stored values of a fixture.
    private func unpacked(_ name: String) throws -> [Float] {
        let header = try DICOMHeader(path: "\(fixtures)/\(name)")
        // A window as wide as 16 bits, taken back.
        let scaled = try DICOMSliceReader([header], [DICOMSlice(header: 0, frame: 0)])
            .values(of: 0, rows: 0..<12, window: Window(-32768, 32767))
        return scaled.map { ($0 * 257 - 32768).rounded() }
    }

    /// Decoders are processes, here many at once.
    @Test func manyDecoders() async throws {
        let path = "\(fixtures)/enhanced-rle.dcm"
        let expected = Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/reference.bin")))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let volume = try DICOMSeries(file: path)
                    return try volume.voxels(in: Region(of: [6, 5, 4]), size: [6, 5, 4], window: Window(0, 255))
                        == expected
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

/// The folder of files that make.py made.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("DICOM").path
