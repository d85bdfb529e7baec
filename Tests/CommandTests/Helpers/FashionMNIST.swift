import Foundation
import TestSupport

/// The first pictures of Fashion-MNIST, real data: Debian's package dataset-fashion-mnist.
enum FashionMNIST {
    /// Where the four gzipped IDX files are; the variable `TESSERA_FASHION_MNIST` names another folder.
    static var folder: String {
        ProcessInfo.processInfo.environment["TESSERA_FASHION_MNIST"] ?? "/usr/share/datasets/fashion-mnist"
    }

    static var isHere: Bool {
        FileManager.default.fileExists(atPath: "\(folder)/train-images-idx3-ubyte.gz")
    }

    /// Writes the first pictures of each part to the folder `data` of a workplace.
    static func write(training: Int, validation: Int, to place: Workplace) throws {
        for (part, count) in [("train", training), ("t10k", validation)] {
            let images = try unpack("\(part)-images-idx3-ubyte.gz", to: place).dropFirst(16).prefix(count * 28 * 28)
            let labels = try unpack("\(part)-labels-idx1-ubyte.gz", to: place).dropFirst(8).prefix(count)
            try place.write(TinyData.idx([count, 28, 28], Array(images)), to: "data/\(part)-images-idx3-ubyte")
            try place.write(TinyData.idx([count], Array(labels)), to: "data/\(part)-labels-idx1-ubyte")
        }
    }

    /// Writes the first pictures of each part as PGM files into the class folders `data/train/CLASS` and
    /// `data/test/CLASS`.
    static func writeImages(training: Int, validation: Int, to place: Workplace) throws {
        for (part, folder, count) in [("train", "train", training), ("t10k", "test", validation)] {
            let images = Array(try unpack("\(part)-images-idx3-ubyte.gz", to: place).dropFirst(16))
            let labels = Array(try unpack("\(part)-labels-idx1-ubyte.gz", to: place).dropFirst(8))
            for index in 0..<count {
                let pixels = images[index * 784..<(index + 1) * 784]
                try place.write(
                    Array("P5 28 28 255\n".utf8) + pixels, to: "data/\(folder)/\(labels[index])/\(index).pgm")
            }
        }
    }

    /// The first 2 MB of an unpacked file.
    private static func unpack(_ name: String, to place: Workplace) throws -> Data {
        let arguments = ["-c", "gzip -dc \"$0\" | head -c 2000000 >\"$1\"", "\(folder)/\(name)", place.path(name)]
        _ = try ChildProcess.run("/bin/sh", arguments)
        let bytes = try place.read(name)
        try place.remove(name)
        return bytes
    }
}
