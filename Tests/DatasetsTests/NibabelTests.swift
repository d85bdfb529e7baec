import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

/// A Python with nibabel, where the test command has made one.
private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

/// A folder of NIfTI files of one's own, to be compared too.
private let given = ProcessInfo.processInfo.environment["TESSERA_NIFTI"]

/// Volumes are read as nibabel reads them, to the bit: Nibabel/compare.py.
@Suite(.enabled(if: python != nil, "TESSERA_PYTHON names no Python with nibabel; Scripts/test sets it"))
struct NibabelTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What compare.py needs to know of a file.
    private struct File: Encodable {
        let path: String
        let affine: [[Double]]
        let windows: [[Double]]
    }

    // All numbers of 16 bits in 255 times 512, so that no bit is lost; and bytes as they are.
    private let windows = [[-32768, -32768 + 255 * 512.0], [0, 255]]

    /// Reads the files at `paths` and has nibabel read them too.
    private func compare(_ paths: [String], _ more: String...) throws -> (status: Int32, text: String) {
        var files: [File] = []
        for (number, path) in paths.enumerated() {
            let volume = try NIfTI(path: path)
            let reader = try volume.slices()
            var stored = Data()
            for slice in 0..<volume.stored[2] {
                let values = try reader.values(
                    of: slice, rows: 0..<volume.stored[1], window: Window(windows[0][0], windows[0][1]))
                values.withUnsafeBytes { stored.append(contentsOf: $0) }
            }
            try stored.write(to: URL(fileURLWithPath: "\(folder.path)/\(number).stored"))
            for (place, window) in windows.enumerated() {
                let turned = try voxels(of: path, window: Window(window[0], window[1]))
                try folder.write(turned, to: "\(number).turned.\(place)")
            }
            files.append(File(path: path, affine: volume.header.affine, windows: windows))
        }
        try folder.write(Array(JSONEncoder().encode(files)), to: "files.json")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Nibabel/compare.py").path
        return try run([script, folder.path] + more)
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let outcome = try ChildProcess.run(try #require(python), arguments)
        return (outcome.status, outcome.output + outcome.errors)
    }

    /// Writes the files, every other one packed, and compares them.
    private func check(_ files: [NIfTIFile]) throws {
        let paths = try files.enumerated().map { number, file in
            let name = number % 2 == 0 ? "file\(number).nii" : "file\(number).nii.gz"
            try folder.write(number % 2 == 0 ? file.bytes : gzip(file.bytes), to: name)
            return "\(folder.path)/\(name)"
        }
        let (status, text) = try compare(paths)
        #expect(status == 0, "\(text)")
        // The check can fail: no matrix is closer than this.
        #expect(try compare(Array(paths.prefix(1)), "-1").status == 1)
    }

    private let volume = NoisyVolume([3, 4, 5])

    @Test(arguments: [1, 2]) func axes(version: Int) throws {
        try check(
            axisOrders.flatMap { axes in
                axisFlips.map { flips in
                    var file = volume.stored(axes: axes, flipped: flips)
                    file.version = version
                    return file
                }
            })
    }

    @Test(arguments: [1, 2]) func typesAndSlopes(version: Int) throws {
        let slopes = [(0, 7), (2, 50), (-0.5, 3.25), (0.001, -1), (.nan, 1)]
        try check(
            VoxelType.allCases.flatMap { type in
                [false, true].flatMap { isBigEndian in
                    slopes.map { slope, intercept in
                        var file = volume.stored(axes: [2, 0, 1], flipped: [true, false, false])
                        (file.version, file.type, file.isBigEndian) = (version, type, isBigEndian)
                        (file.slope, file.intercept) = (slope, intercept)
                        file.values = file.values.map { value in
                            switch type {
                            case .uint8: value
                            case .int8: value - 128
                            case .uint16, .uint32, .uint64: value * 257
                            case .int16, .int32, .int64: value * 257 - 32768
                            case .float32, .float64: value * 100.25 - 7000
                            }
                        }
                        return file
                    }
                }
            })
    }

    /// Oblique axes, in the sform, in the qform, in both, which differ; and neither.
    @Test(arguments: [1, 2]) func oblique(version: Int) throws {
        var stream = RandomKey(seed: UInt64(version)).stream
        func numbers(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
            (0..<count).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform() }
        }
        var files: [NIfTIFile] = []
        for round in 0..<64 {
            var file = volume.stored()
            (file.version, file.isBigEndian) = (version, round % 2 == 0)
            file.sform = round % 4 < 2 ? (0..<3).map { _ in numbers(3, -2...2) + numbers(1, -200...200) } : nil
            if round % 4 > 0 {
                let quaternion = numbers(4, -1...1)
                let length = quaternion.reduce(0) { $0 + $1 * $1 }.squareRoot()
                file.qform = quaternion.dropFirst().map { $0 / length } + numbers(3, -200...200)
            }
            // The first mirrors where it is -1; of the others each sign, and no length at all, occur.
            file.spacing = [[-1, 1, 0, -2][round / 4 % 4]] + numbers(3, 0.5...4)
            if round % 16 > 12 { file.spacing[1 + round % 3] *= round % 2 == 0 ? -1 : 0 }
            files.append(file)
        }
        for spacing in [[1.0, 1, 1, 1], [-1, 2, 3, 4], [0, -2, 0, 0.5]] {
            var file = volume.stored()
            (file.version, file.sform, file.spacing) = (version, nil, spacing)
            files.append(file)
        }
        try check(files)
    }

    /// The real files that nibabel brings for its own tests, and of NIfTI's reference image the first volume.
    @Test func realFiles() throws {
        let (_, text) = try run(["-c", "import nibabel; print(nibabel.__path__[0] + '/tests/data')"])
        let place = text.trimmingCharacters(in: .newlines)
        var paths = ["anatomical.nii", "reoriented_anat_moved.nii", "resampled_anat_moved.nii", "standard.nii.gz"]
            .map { "\(place)/\($0)" }
        let reference = "/usr/share/doc/libnifti2-2/examples/ATestReferenceImageForReadingAndWriting.nii.gz"
        if exists(reference) {
            // It has five axes, and its numbers the big end first.
            var bytes = try ByteStream(path: reference).read(1 << 20)
            bytes.replaceSubrange(40..<42, with: [0, 3])
            try folder.write(bytes, to: "reference.nii")
            paths.append("\(folder.path)/reference.nii")
        }
        let (status, differences) = try compare(paths.filter(exists))
        #expect(status == 0, "\(differences)")
    }

    private static let givenFiles = given.map { folder in
        (FileManager.default.subpaths(atPath: folder) ?? []).sorted().map { "\(folder)/\($0)" }
            .filter { path in NIfTI.endings.contains(where: path.hasSuffix) && !isFolder(path) }
    }

    @Test(.enabled(if: given != nil, "TESSERA_NIFTI names no folder of NIfTI files to compare"))
    func filesGiven() throws {
        let paths = try #require(Self.givenFiles)
        #expect(!paths.isEmpty)
        for path in paths {
            let (status, differences) = try compare([path])
            #expect(status == 0, "\(differences)")
        }
    }
}
