import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

@Suite struct NumPyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// MedMNIST's form: uint8 pictures, labels [n, 1].
    private func medMNIST(_ shape: [Int], deflated: Bool) throws -> [UInt8] {
        var members: [(String, [UInt8])] = []
        for (part, count) in [("train", 5), ("val", 2), ("test", 3)] {
            members.append(
                ("\(part)_images.npy", npy("|u1", [count] + shape, noise(shape.reduce(count, *), seed: UInt64(count)))))
            members.append(("\(part)_labels.npy", npy("|u1", [count, 1], (0..<count).map { UInt8($0 % 2) })))
        }
        return try zip(members, deflated: deflated)
    }

    @Test(arguments: [[4, 5], [4, 5, 3], [4, 5, 6]], [true, false])
    func archives(_ shape: [Int], _ deflated: Bool) throws {
        try folder.write(medMNIST(shape, deflated: deflated), to: "data.npz")
        for path in [folder.path, "\(folder.path)/data.npz"] {
            let data = try Dataset.load(path: path)
            #expect(data.format == .numpy && data.classes == ["0", "1"])
            #expect(data.training.shape == (shape.last == 3 ? [4, 5] : shape))
            #expect(data.training.channels == (shape.last == 3 ? 3 : 1))
            #expect(data.training.labels == [0, 1, 0, 1, 0])
            #expect(try bytes(data.training) == noise(shape.reduce(5, *), seed: 5))
            #expect(try bytes(data.validation) == noise(shape.reduce(2, *), seed: 2))
            #expect(try data.test.map(bytes) == noise(shape.reduce(3, *), seed: 3))
        }
    }

    @Test func tooFewClassNames() throws {
        try folder.write(medMNIST([4, 5], deflated: false), to: "data.npz")
        try folder.write("one\n", to: "classes.txt")
        let error = try #require(throws: DatasetError.self) { try Dataset.load(path: folder.path) }
        #expect(error.description.contains("classes.txt") && error.description.contains("labels up to 1"))
    }

    @Test func aPairOfFilesIsSplit() throws {
        try folder.write(npy("<i2", [10, 2, 2], (0..<40).flatMap { [UInt8($0), 0] }), to: "x.npy")
        let labels = (0..<10).flatMap { [UInt8($0 / 5)] + Array(repeating: UInt8(0), count: 7) }
        try folder.write(npy("<i8", [10], labels), to: "y.npy")
        var options = Dataset.Options()
        #expect(throws: DatasetError.self) { try Dataset.load(path: folder.path, options: options) }
        options.form.window = [10, 30]
        options.validation = 0.4
        let data = try Dataset.load(path: folder.path, options: options)
        #expect(data.training.count == 6 && data.validation.labels == [0, 0, 1, 1])
        let all = try bytes(data.training) + bytes(data.validation)
        #expect(all.sorted() == (0..<40).map { UInt8((min(max(Double($0) - 10, 0), 20) / 20 * 255).rounded()) })
    }

    /// Every type of numbers, read as it was written.
    @Test func types() throws {
        func check<T: BitwiseCopyable>(_ descr: String, _ values: [T], _ numbers: [Double]) throws {
            try folder.write(npy(descr, [values.count], values.withUnsafeBytes { Array($0) }), to: "a.npy")
            let array = try NumPyArray(file: File(path: "\(folder.path)/a.npy"))
            #expect(try array.numbers(0, count: values.count) == numbers, "\(descr)")
            #expect(try array.numbers(1, count: 1) == [numbers[1]], "\(descr)")
        }
        try check("|u1", [UInt8(0), 255], [0, 255])
        try check("<u2", [UInt16(1), 65535], [1, 65535])
        try check("<u4", [UInt32(1), .max], [1, 4_294_967_295])
        try check("<u8", [UInt64(1), 1 << 40], [1, 1_099_511_627_776])
        try check("|i1", [Int8(-128), 127], [-128, 127])
        try check("<i2", [Int16(-1000), 400], [-1000, 400])
        try check("<i4", [Int32(-1), 7], [-1, 7])
        try check("<i8", [Int64(-1), 7], [-1, 7])
        try check("<f4", [Float(0.5), -2], [0.5, -2])
        try check("<f8", [0.1, 1e300], [0.1, 1e300])
        try check("<f2", [Float16(0.5), -2], [0.5, -2])
        try check("|b1", [UInt8(0), 1], [0, 1])
        try check(">u2", [UInt16(1).byteSwapped, UInt16(65535)], [1, 65535])
        try check(">f4", [Float(0.5), -2].map { $0.bitPattern.byteSwapped }, [0.5, -2])
        try check(">f8", [0.1, 1e300].map { $0.bitPattern.byteSwapped }, [0.1, 1e300])
    }

    @Test func whatIsNotANumberIsBlack() {
        let values = [-.infinity, -1, 0, 0.5, 1, .infinity, .nan]
        #expect(values.map { byte($0, window: [0, 1]) } == [0, 0, 0, 128, 255, 255, 0])
    }

    @Test func refusals() throws {
        func refused(_ x: [UInt8], _ y: [UInt8], _ words: String...) throws {
            try folder.write(x, to: "x.npy")
            try folder.write(y, to: "y.npy")
            let error = try #require(throws: DatasetError.self) { try Dataset.load(path: folder.path) }
            for word in words { #expect("\(error)".contains(word), "\(error)") }
        }
        let x = npy("|u1", [2, 3, 3], noise(18))
        let y = npy("|u1", [2], [0, 1])
        try refused(npy("|O", [2, 3, 3], noise(18)), y, "x.npy", "pickled")
        try refused(npy("<c8", [2, 3, 3], noise(144)), y, "x.npy", "c8")
        try refused(npy(">f4", [2, 3, 3], noise(72)), y, "x.npy", "data.window")
        try refused(npy("|u1", [2, 3, 3], noise(17)), y, "17 bytes", "18")
        try refused(npy("|u1", [2, 3, 1 << 60], noise(17)), y, "x.npy")
        try refused(npy("|u1", [2, 1 << 40, 1 << 40], noise(17)), y, "cannot be")
        try refused(npy("|u1", [18], noise(18)), y, "[18]")
        try refused(npy("|u1", [0, 3, 3], []), npy("|u1", [0], []), "x.npy")
        try refused(x, npy("|u1", [3], [0, 1, 1]), "y.npy", "[3]")
        try refused(x, npy("|i1", [2], [0, 255]), "y.npy", "-1")
        try refused(x, npy("<f4", [2], [0, 0, 0, 63, 0, 0, 0, 63]), "y.npy", "0.5")
        try refused(Array("no array".utf8), y, "x.npy")
        try refused([], y, "x.npy")
    }

    /// A member that promises far more than its packed bytes can hold is refused before anything is unpacked.
    @Test func aBombIsRefused() throws {
        var archive = try medMNIST([4, 5], deflated: true)
        let entry = try #require(archive.firstRange(of: [0x50, 0x4b, 1, 2]))
        archive.replaceSubrange(entry.lowerBound + 24..<entry.lowerBound + 28, with: [0, 0, 0, 0x7f])
        try folder.write(archive, to: "data.npz")
        let error = try #require(throws: DatasetError.self) { try Dataset.load(path: folder.path) }
        #expect("\(error)".contains("announces"), "\(error)")
    }

    @Test(arguments: [true, false]) func noDamageTraps(deflated: Bool) throws {
        let original = try medMNIST([3, 3], deflated: deflated)
        for index in 0..<mutantCount {
            let bytes = mutant(
                of: original, key: RandomKey(seed: deflated ? 21 : 22).derived(index), fields: 300)
            try folder.write(bytes, to: "data.npz")
            guard let data = try? Dataset.load(path: folder.path, format: .numpy) else { continue }
            _ = try? readAll(data)
        }
    }

    private func readAll(_ data: Dataset) throws -> [UInt8] { try bytes(data.training) + bytes(data.validation) }
}

/// A `.npy` file.
private func npy(_ descr: String, _ shape: [Int], _ bytes: [UInt8], order: String = "False") -> [UInt8] {
    let sizes = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(sizes)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + Array(header.utf8) + bytes
}

/// A zip archive, made by Python's own library as NumPy makes it.
private func zip(_ members: [(String, [UInt8])], deflated: Bool) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    for (name, bytes) in members { try folder.write(bytes, to: name) }
    let script = """
        import sys, zipfile, pathlib
        with zipfile.ZipFile(sys.argv[1] + ".zip", "w", int(sys.argv[2])) as archive:
            for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
                with archive.open(file.name, "w", force_zip64=True) as member: member.write(file.read_bytes())
        """
    _ = try ChildProcess.run("/usr/bin/env", ["python3", "-c", script, folder.path, deflated ? "8" : "0"])
    defer { try? FileManager.default.removeItem(atPath: folder.path + ".zip") }
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + ".zip")))
}
