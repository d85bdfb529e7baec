import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TesseraDatasets

/// Arrays as people save them: names, orders of bytes and axes, labels of all kinds.
@Suite struct ArrayLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ descr: String, _ shape: [Int], _ bytes: [UInt8], isFortran: Bool = false)
        throws
    {
        var header = "{'descr': '\(descr)', 'fortran_order': \(isFortran ? "True" : "False"), "
        header += "'shape': (\(shape.map { "\($0)," }.joined(separator: " "))), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        let count = header.utf8.count
        try folder.write(
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + Array(header.utf8) + bytes,
            to: name + ".npy")
    }

    private func load(_ form: SampleForm = SampleForm()) throws -> (data: Dataset, notes: [String]) {
        let notes = Mutex<[String]>([])
        var options = Dataset.Options()
        options.form = form
        options.validation = 0.5
        options.notice = { note in notes.withLock { $0.append(note) } }
        return (try Dataset.load(path: folder.path, options: options), notes.withLock { $0 })
    }

    private let pixels = (0..<48).map { UInt8($0) }

    /// Pictures of 3x4, four of them, under these names, with labels 0, 1, 0, 1.
    private func writePlain(_ images: String, _ labels: String) throws {
        try write(images, "|u1", [4, 3, 4], pixels)
        try write(labels, "|u1", [4], [0, 1, 0, 1])
    }

    @Test(arguments: [
        ("x", "y"), ("X", "Y"), ("images", "labels"), ("data", "targets"), ("Train_X", "train_y"),
        ("train-images", "labels_train"),
    ])
    func namesOfOnePart(images: String, labels: String) throws {
        try writePlain(images, labels)
        let data = try load().data
        #expect(data.format == .numpy && data.training.count == 2 && data.validation.count == 2)
    }

    @Test(arguments: [
        ("X_train", "y_train", "X_test", "y_test"), ("images_training", "labels_training", "images_val", "labels_val"),
    ])
    func namesOfTwoParts(_ names: (String, String, String, String)) throws {
        try writePlain(names.0, names.1)
        try writePlain(names.2, names.3)
        try write("extra", "|u1", [1], [0])
        let (data, notes) = try load()
        #expect(data.training.count == 4 && data.validation.count == 4)
        #expect(notes == ["passed over: the arrays extra"])
    }

    @Test func whatIsMissingIsNamed() throws {
        try write("arr_0", "|u1", [4, 3, 4], pixels)
        #expect { try load() } throws: {
            "\($0)".contains("looked for x_train and y_train") && "\($0)".contains("there are arr_0")
        }
        try write("x_train", "|u1", [4, 3, 4], pixels)
        #expect { try load() } throws: { "\($0)".contains("it holds x_train, but no labels for it") }
        try write("train_images", "|u1", [4, 3, 4], pixels)
        #expect { try load() } throws: { "\($0)".contains("are for the same thing") }
    }

    @Test func labelsOfAllKinds() throws {
        try writePlain("x", "y")
        try write("y", "|u1", [4, 3], [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0])
        var (data, notes) = try load()
        #expect(data.classes == ["0", "2"] && notes.count == 1)
        try write("y", "|u1", [4], [1, 2, 1, 2])
        (data, notes) = try load()
        #expect(data.classes == ["1", "2"] && Set(data.training.labels) == [0, 1])
        #expect(
            notes == ["labels are 2 of the numbers up to 2: they begin at 1; classes without any sample are left out"])
        try folder.write("none\nbus\ncar", to: "classes.txt")
        (data, notes) = try load()
        #expect(data.classes == ["none", "bus", "car"] && notes == [])
        try write("y", "|u1", [4, 2], [1, 1, 0, 1, 1, 0, 1, 0])
        #expect { try load() } throws: { "\($0)".contains("row 0 is not one 1 among zeros") }
    }

    @Test func orderOfAxesAndBytes() throws {
        try writePlain("x", "y")
        let right = try load().data.training.samples(in: Region(of: [3, 4])).bytes
        var turned: [UInt8] = []
        for column in 0..<4 {
            for row in 0..<3 { for sample in 0..<4 { turned.append(pixels[sample * 12 + row * 4 + column]) } }
        }
        try write("x", "|u1", [4, 3, 4], turned, isFortran: true)
        #expect(try load().data.training.samples(in: Region(of: [3, 4])).bytes == right)
        // Two bytes each, the highest first; the window keeps the upper one.
        try write("x", ">u2", [4, 3, 4], pixels.flatMap { [$0, 0] })
        let wide = try load(SampleForm(window: [0, 255 * 256])).data
        #expect(try wide.training.samples(in: Region(of: [3, 4])).bytes == right)
        try write("x", "|b1", [4, 3, 4], pixels.map { $0 % 2 })
        #expect(try load().data.training.samples(in: Region(of: [3, 4])).bytes == right.map { $0 % 2 == 1 ? 255 : 0 })
    }

    @Test func channelsFirst() throws {
        let planes = (0..<4 * 3 * 9 * 10).map { UInt8(truncatingIfNeeded: $0) }
        try write("x", "|u1", [4, 3, 9, 10], planes)
        try write("y", "|u1", [4], [0, 1, 0, 1])
        #expect { try load() } throws: {
            "\($0)".contains("data.axes: channelsFirst") && "\($0)".contains("volumes of 3 x 9 x 10")
        }
        var form = SampleForm()
        form.axes = .channelsFirst
        let first = try load(form).data
        #expect(first.training.shape == [9, 10] && first.training.channels == 3)
        let index = try #require(Int(String(first.training.name(of: 0).suffix(1))))
        var right: [UInt8] = []
        for place in [12, 15] { for channel in 0..<3 { right.append(planes[index * 270 + channel * 90 + place]) } }
        #expect(try first.training.values(of: 0, in: Region([[1], [2, 5]])) == right)
        form.axes = .channelsLast
        #expect(try load(form).data.training.shape == [3, 9, 10])
    }

    @Test func rangesThatDiffer() throws {
        try writePlain("x_train", "y_train")
        try writePlain("x_test", "y_test")
        try write(
            "x_test", "<f4", [4, 3, 4], pixels.flatMap { value in withUnsafeBytes(of: Float(value) / 48) { Array($0) } }
        )
        #expect { try load(SampleForm(window: [0, 1])) } throws: {
            "\($0)".contains("x_train is uint8 from 0 to 47, x_test is float32 from 0 to 0.979")
        }
        try write("x_test", "|u1", [4, 3, 4], pixels.map { $0 / 16 })
        #expect(try load().notes.contains { $0.contains("the parts differ in range") })
    }
}
