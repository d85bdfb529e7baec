import Foundation
import TestSupport

@testable import TesseraDatasets

/// A DICOM file to be written: what tests say of it, and the rest as plain as can be.
struct DICOMFile {
    var syntax = "1.2.840.10008.1.2.1"
    var series = "1.2.3"
    var columns = 4
    var rows = 3
    var frames: Int?
    var bits = 16
    var stored: Int?
    var highBit: Int?
    var isSigned = false
    var samples = 1
    var photometric = "MONOCHROME2"
    var position: String? = "0\\0\\0"
    var orientation: String? = "1\\0\\0\\0\\1\\0"
    var slope: String?
    var intercept: String?
    /// What is stored.
    var values: [Int] = Array(0..<12)
    /// Of which kind the pixels are said to be; nil: as their bits have it.
    var pixelKind: String?
    /// Elements put among the others.
    var more: [(tag: DICOMTag, kind: String, value: [UInt8])] = []

    private var isExplicit: Bool { syntax != "1.2.840.10008.1.2" }
    private var isBigEndian: Bool { syntax == "1.2.840.10008.1.2.2" }

    var bytes: [UInt8] {
        let pad = [UInt8](repeating: 0, count: 128)
        return pad + Array("DICM".utf8)
            + element(.transferSyntax, "UI", Array(syntax.utf8), isExplicit: true, isBigEndian: false) + dataSet
            + pixels
    }

    /// Where the pixels begin.
    var headerSize: Int { bytes.count - pixels.count }

    private var dataSet: [UInt8] {
        var elements = more
        func text(_ tag: DICOMTag, _ kind: String, _ value: String?) {
            if let value { elements.append((tag, kind, Array(value.utf8))) }
        }
        func number(_ tag: DICOMTag, _ value: Int?) {
            if let value { elements.append((tag, "US", ordered(UInt16(value)))) }
        }
        text(.seriesUID, "UI", series)
        text(.position, "DS", position)
        text(.orientation, "DS", orientation)
        number(.samplesPerPixel, samples)
        text(.photometric, "CS", photometric)
        text(.frameCount, "IS", frames.map(String.init))
        number(.rows, rows)
        number(.columns, columns)
        number(.bitsAllocated, bits)
        number(.bitsStored, stored ?? bits)
        number(.highBit, highBit ?? (stored ?? bits) - 1)
        number(.pixelRepresentation, isSigned ? 1 : 0)
        text(.intercept, "DS", intercept)
        text(.slope, "DS", slope)
        return elements.sorted { $0.tag.number < $1.tag.number }.flatMap { element($0.tag, $0.kind, $0.value) }
    }

    private var pixels: [UInt8] {
        let voxels = values.flatMap { value in
            switch bits {
            case 8: ordered(UInt8(truncatingIfNeeded: value))
            case 16: ordered(UInt16(truncatingIfNeeded: value))
            default: ordered(UInt32(truncatingIfNeeded: value))
            }
        }
        return element(.pixels, pixelKind ?? (bits == 8 ? "OB" : "OW"), voxels)
    }

    private func element(_ tag: DICOMTag, _ kind: String, _ value: [UInt8]) -> [UInt8] {
        element(tag, kind, value, isExplicit: isExplicit, isBigEndian: isBigEndian)
    }

    private func element(
        _ tag: DICOMTag, _ kind: String, _ value: [UInt8], isExplicit: Bool, isBigEndian: Bool
    ) -> [UInt8] {
        func ordered<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
            withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
        }
        let value = value + (value.count % 2 == 0 ? [] : [kind == "UI" || kind == "OB" ? 0 : UInt8(ascii: " ")])
        let name = ordered(UInt16(tag.number >> 16)) + ordered(UInt16(tag.number & 0xffff))
        guard isExplicit else { return name + ordered(UInt32(value.count)) + value }
        let isLong = ["OB", "OW", "SQ", "UN"].contains(kind)
        return name + Array(kind.utf8)
            + (isLong ? [0, 0] + ordered(UInt32(value.count)) : ordered(UInt16(value.count))) + value
    }

    private func ordered<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
    }
}

extension NIfTIFile {
    /// The same volume as slices of a series, each with its position and orientation; values must be whole numbers.
    var slices: [DICOMFile] {
        let sform = sform ?? []
        // From RAS+ to DICOM's left and back.
        let columns = (0..<4).map { column in [-sform[0][column], -sform[1][column], sform[2][column]] }
        func text(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: "\\") }
        let unit = columns[..<2].flatMap { column in
            let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return column.map { $0 / length }
        }
        let size = dimensions[0] * dimensions[1]
        return (0..<dimensions[2]).map { slice in
            var file = DICOMFile(columns: dimensions[0], rows: dimensions[1])
            file.position = text(zip(columns[3], columns[2]).map { $0 + Double(slice) * $1 })
            file.orientation = text(unit)
            file.values = values[slice * size..<(slice + 1) * size].map { Int($0) }
            return file
        }
    }
}

/// A folder of a series, in a folder that lasts as long as a test.
struct SeriesFolder {
    let folder: TemporaryFolder
    var path: String { "\(folder.path)/series" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Writes the slices under names that sort in another order.
    func write(_ files: [DICOMFile]) throws {
        for (index, file) in files.enumerated() {
            try folder.write(file.bytes, to: "series/IM\((index * 7 + 3) % 1000)")
        }
    }

    /// All voxels.
    func voxels(window: Window = Window()) throws -> [UInt8] {
        let volume = try DICOMSeries(folder: path)
        return try volume.voxels(in: Region(of: volume.size), size: volume.size, window: window)
    }

    /// What the folder is refused with.
    func refusal() -> String {
        do {
            _ = try voxels(window: Window(0, 100))
            return ""
        } catch {
            return "\(error)"
        }
    }
}
