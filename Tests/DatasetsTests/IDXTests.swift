import TesseraDatasets
import TestSupport
import Testing

struct IDXTests {
    /// A whole tiny data set: three training and two validation images of 2 x 3 pixels.
    private func folder(packed: Bool = false, separator: String = "-") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let files = [
            ("train-images\(separator)idx3-ubyte", idx([3, 2, 3], Array(0..<18))),
            ("train-labels\(separator)idx1-ubyte", idx([3], [0, 9, 1])),
            ("t10k-images\(separator)idx3-ubyte", idx([2, 2, 3], Array(100..<112))),
            ("t10k-labels\(separator)idx1-ubyte", idx([2], [5, 5])),
        ]
        for (name, bytes) in files {
            try folder.write(packed ? gzip(bytes) : bytes, to: packed ? "\(name).gz" : name)
        }
        return folder
    }

    @Test(arguments: [true, false], ["-", "."]) func reads(packed: Bool, separator: String) throws {
        let folder = try folder(packed: packed, separator: separator)
        let data = try Dataset.load(path: folder.path)
        #expect(data.format == .idx)
        #expect(data.classes == (0...9).map(\.description))
        #expect(data.training.shape == [2, 3])
        #expect(data.training.channels == 1)
        #expect(try bytes(data.training) == Array(0..<18))
        #expect(data.training.labels == [0, 9, 1])
        #expect(try bytes(data.validation) == Array(100..<112))
        #expect(data.test == nil)
    }

    @Test func fourDimensionsAreColour() throws {
        let folder = try folder()
        try folder.remove("train-images-idx3-ubyte")
        try folder.remove("t10k-images-idx3-ubyte")
        try folder.write(idx([3, 1, 2, 3], Array(0..<18)), to: "train-images-idx4-ubyte")
        try folder.write(idx([2, 1, 2, 3], Array(0..<12)), to: "t10k-images-idx4-ubyte")
        let data = try Dataset.load(path: folder.path, format: .idx)
        #expect(data.training.shape == [1, 2])
        #expect(data.training.channels == 3)
        let path = "\(folder.path)/train-images-idx4-ubyte"
        try folder.write(idx([3, 1, 1, 6], Array(0..<18)), to: "train-images-idx4-ubyte")
        #expect(throws: DatasetError.tooManyChannels(path: path, channels: 6)) { try Dataset.load(path: folder.path) }
    }

    @Test func namesOfClasses() throws {
        let folder = try folder()
        try folder.write(
            "T-shirt\nTrouser\r\n  Dress of silk \n\n" + "abcdefg".map { "\($0)\n" }.joined(), to: "classes.txt")
        let classes = try Dataset.load(path: folder.path).classes
        #expect(classes.prefix(4) == ["T-shirt", "Trouser", "Dress of silk", "a"])
        try folder.write("one\ntwo", to: "classes.txt")
        #expect {
            try Dataset.load(path: folder.path)
        } throws: {
            "\($0)".contains("names 2 classes, but there are labels up to 9")
        }
    }

    @Test func missingFiles() throws {
        let folder = try folder()
        try folder.remove("t10k-labels-idx1-ubyte")
        let error = try #require(throws: DatasetError.self) { try Dataset.load(path: folder.path) }
        #expect(error.description.contains("t10k-labels-idx1-ubyte is missing"))
    }

    /// What is wrong with a file of training images, by the bytes it holds.
    static let damages: [(bytes: [UInt8], error: @Sendable (String) -> DatasetError)] = [
        ([], { .truncatedHeader(path: $0) }),
        ([0, 0, 8, 3, 0, 0], { .truncatedHeader(path: $0) }),
        (idx([3, 6], noise(18)), { .wrongMagic(path: $0, found: [0, 0, 8, 2], expected: [0, 0, 8, 3]) }),
        (
            idx([3, 2, 3], noise(18), type: 13),
            { .wrongMagic(path: $0, found: [0, 0, 13, 3], expected: [0, 0, 8, 3]) }
        ),
        (idx([3, 2, 3], noise(17)), { .truncated(path: $0, found: 17, announced: 18) }),
        (idx([3, 2, 3], noise(19)), { .trailingBytes(path: $0, announced: 18) }),
        (idx([0, 2, 3], []), { .empty(path: $0) }),
        (idx([3, 0, 3], []), { .empty(path: $0) }),
        (
            idx([4_294_967_295, 65535, 65535], noise(18)),
            { .absurdHeader(path: $0, dimensions: [4_294_967_295, 65535, 65535]) }
        ),
        (
            idx([4_294_967_295, 30000, 1000], noise(18)),
            { .truncated(path: $0, found: 18, announced: 128_849_018_850_000_000) }
        ),
    ]

    @Test(arguments: damages.indices, [false, true]) func badImages(index: Int, packed: Bool) throws {
        let folder = try folder()
        let name = "train-images-idx3-ubyte"
        try folder.write(packed ? gzip(IDXTests.damages[index].bytes) : IDXTests.damages[index].bytes, to: name)
        #expect(throws: IDXTests.damages[index].error("\(folder.path)/\(name)")) {
            try Dataset.load(path: folder.path)
        }
    }

    @Test func partsThatDoNotBelongTogether() throws {
        let folder = try folder()
        try folder.write(idx([2, 3, 2], noise(12)), to: "t10k-images-idx3-ubyte")
        #expect(
            throws: DatasetError.shapesDiffer(folder: folder.path, training: [2, 3, 1], validation: [3, 2, 1])
        ) { try Dataset.load(path: folder.path) }
        try folder.write(idx([4], [0, 1, 2, 3]), to: "train-labels-idx1-ubyte")
        let error = try #require(throws: DatasetError.self) { try Dataset.load(path: folder.path) }
        #expect(error.description.contains("holds 4 labels for the 3 images of"))
    }
}
