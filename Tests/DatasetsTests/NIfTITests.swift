import TestSupport
import Testing

@testable import TesseraDatasets

struct NIfTITests {
    private let folder: TemporaryFolder
    private let volume = NoisyVolume([3, 4, 5])

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ file: NIfTIFile, packed: Bool = false, window: Window = Window()) throws -> [UInt8] {
        try folder.write(packed ? gzip(file.bytes) : file.bytes, to: "a.nii")
        return try voxels(of: "\(folder.path)/a.nii", window: window)
    }

    @Test(arguments: VoxelType.allCases, [1, 2]) func readsAllTypes(type: VoxelType, version: Int) throws {
        var file = volume.stored()
        file.version = version
        file.type = type
        // Those that a signed byte holds too.
        file.values = file.values.map { Double(Int($0) % 128) }
        for (isBigEndian, packed) in [(false, false), (false, true), (true, false), (true, true)] {
            file.isBigEndian = isBigEndian
            #expect(try read(file, packed: packed) == volume.bytes.map { $0 % 128 })
        }
    }

    @Test(arguments: [1, 2]) func allOrientationsGiveOneVolume(version: Int) throws {
        for axes in axisOrders {
            for flips in axisFlips {
                var file = volume.stored(axes: axes, flipped: flips)
                file.version = version
                #expect(try read(file) == volume.bytes, "\(axes) \(flips)")
                #expect(try NIfTI(path: "\(folder.path)/a.nii").size == [3, 4, 5])
            }
        }
    }

    @Test func slantedAxesGoToTheClosest() throws {
        // A turn by 30 degrees about z and one of 20 about x, of the axes y, -x, z.
        let (c, s, d, t) = (0.866025, 0.5, 0.939693, 0.342020)
        let turn = [[c, -s * d, s * t], [s, c * d, -c * t], [0, t, d]]
        var file = volume.stored(axes: [1, 0, 2], flipped: [false, true, false])
        file.sform = turn.map { [$0[1] * 2, -$0[0] * 3, $0[2], 7] }
        #expect(try read(file) == volume.bytes)
    }

    @Test func quaternions() throws {
        let half = 0.5.squareRoot()
        let cases: [(numbers: [Double], mirror: Double, axes: [Int], flipped: [Bool])] = [
            ([0, 0, 0], 1, [0, 1, 2], [false, false, false]),
            ([0, 0, 0], 0, [0, 1, 2], [false, false, false]),
            ([0, 0, 0], -1, [0, 1, 2], [false, false, true]),
            ([1, 0, 0], 1, [0, 1, 2], [false, true, true]),
            ([0, 0, 1], 1, [0, 1, 2], [true, true, false]),
            ([0, 0, half], 1, [1, 0, 2], [false, true, false]),
            ([0.5, 0.5, 0.5], 1, [1, 2, 0], [false, false, false]),
        ]
        for (numbers, mirror, axes, flipped) in cases {
            var file = volume.stored(axes: axes, flipped: flipped)
            file.sform = nil
            file.qform = numbers + [1, 2, 3]
            file.spacing = [mirror, 2, 3, 4]
            #expect(try read(file) == volume.bytes, "\(numbers) \(mirror)")
            #expect(try NIfTI(path: "\(folder.path)/a.nii").header.affine[3] == [1, 2, 3])
            // The sform goes before.
            file.sform = volume.stored().sform
            #expect(try NIfTI(path: "\(folder.path)/a.nii").orientation != .asStored || axes == [0, 1, 2])
        }
    }

    @Test func withoutOrientationAsAnalyze() throws {
        var file = volume.stored(flipped: [true, false, false])
        (file.sform, file.spacing) = (nil, [1, 2, 0, -4])
        #expect(try read(file) == volume.bytes)
        #expect(
            try NIfTI(path: "\(folder.path)/a.nii").header.affine
                == [[-2, 0, 0], [0, 1, 0], [0, 0, 4], [2, -1.5, -8]])
    }

    @Test func slopeAndIntercept() throws {
        var file = NIfTIFile(dimensions: [4, 1, 1], values: [-100, 0, 50, 100])
        (file.type, file.slope, file.intercept) = (.int16, 2, 50)
        #expect(try read(file, window: Window(-150, 250)) == [0, 128, 191, 255])
        file.slope = .nan
        #expect(try read(file, window: Window(-100, 100)) == [0, 128, 191, 255])
        (file.slope, file.intercept) = (1, .infinity)
        #expect(throws: DatasetError.self) { try read(file) }
    }

    @Test func windowsClip() throws {
        var file = NIfTIFile(
            dimensions: [1, 3, 3], values: [-1e30, -1000, -999, 0, 400, 401, .nan, .infinity, -.infinity])
        file.type = .float32
        #expect(try read(file, window: Window(-1000, 400)) == [0, 0, 0, 182, 255, 255, 0, 0, 0].turned(3, 3))
        for value in [-1, 256, 0.5, .nan, .infinity] {
            file.values[3] = value
            #expect(throws: DatasetError.self) { try read(file) }
        }
    }

    @Test(arguments: [1, 2]) func pairs(version: Int) throws {
        var file = volume.stored()
        (file.isPair, file.version) = (true, version)
        try folder.write(file.bytes, to: "p.hdr")
        #expect(throws: DatasetError.self) { try voxels(of: "\(folder.path)/p.hdr") }
        try folder.write(file.voxels, to: "p.img")
        #expect(try voxels(of: "\(folder.path)/p.hdr") == volume.bytes)
        try folder.remove("p.img")
        try folder.write(gzip(file.voxels), to: "p.img.gz")
        #expect(try voxels(of: "\(folder.path)/p.hdr") == volume.bytes)
    }

    @Test func fourthAxisOfOne() throws {
        var file = volume.stored()
        file.dimensions.append(1)
        #expect(try read(file) == volume.bytes)
        for dimensions in [[3, 4, 5, 2], [12, 5], [60], [3, 4, 0], [3, -4, 5]] {
            file.dimensions = dimensions
            #expect(throws: DatasetError.self) { try read(file) }
        }
    }

    @Test(arguments: [false, true]) func damages(packed: Bool) throws {
        let whole = volume.stored().bytes
        let path = "\(folder.path)/a.nii"
        func error(_ bytes: [UInt8]) throws -> DatasetError? {
            try folder.write(packed ? gzip(bytes) : bytes, to: "a.nii")
            do {
                _ = try voxels(of: path)
                return nil
            } catch let error as DatasetError { return error }
        }
        #expect(try error([]) == .empty(path: path))
        #expect(try error([1, 2, 3]) == .truncatedHeader(path: path))
        #expect(try error(Array(whole[..<347])) == .truncatedHeader(path: path))
        #expect(try error(Array(whole.dropLast())) == .truncated(path: path, found: 59, announced: 60))
        #expect(try error(Array("This is no volume.".utf8))?.description.contains("not a NIfTI file") == true)
        var bytes = whole
        bytes.replaceSubrange(344..<348, with: [0, 0, 0, 0])
        #expect(try error(bytes)?.description.contains("magic") == true)
        // 32767 x 32767 x 32767 and 32767 x 32767 x 1 voxels.
        bytes = whole
        bytes.replaceSubrange(42..<48, with: [255, 127, 255, 127, 255, 127])
        #expect(try error(bytes) == .absurdHeader(path: path, dimensions: [32767, 32767, 32767]))
        // Slices that would fill the memory, and 8191 x 8191 x 8 voxels.
        bytes.replaceSubrange(46..<48, with: [1, 0])
        #expect(try error(bytes)?.description.contains("slices are 32767x32767") == true)
        bytes.replaceSubrange(42..<48, with: [255, 31, 255, 31, 8, 0])
        guard case .truncated(_, _, 8191 * 8191 * 8) = try error(bytes) else {
            Issue.record("a promise of 500 MB went through")
            return
        }
        var sform = volume.stored()
        sform.sform = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]]
        #expect(try error(sform.bytes)?.description.contains("orientation") == true)
    }

    @Test func brokenGzip() throws {
        let path = "\(folder.path)/a.nii.gz"
        var bytes = try gzip(volume.stored().bytes)
        try folder.write(Array(bytes.dropLast(20)), to: "a.nii.gz")
        #expect(throws: DatasetError.self) { try voxels(of: path) }
        bytes[bytes.count - 6] ^= 1
        try folder.write(bytes, to: "a.nii.gz")
        let error = try #require(throws: DatasetError.self) { try voxels(of: path) }
        guard case .brokenGzip = error else {
            Issue.record("\(error)")
            return
        }
    }
}

extension [UInt8] {
    /// The other order of two axes, here those of y and z.
    fileprivate func turned(_ rows: Int, _ columns: Int) -> [UInt8] {
        (0..<columns).flatMap { column in (0..<rows).map { self[$0 * columns + column] } }
    }
}
