import Foundation
import TestSupport

/// Data sets of a few small pictures: noise on a background that tells the class.
enum TinyData {
    /// An IDX file.
    static func idx(_ dimensions: [Int], _ bytes: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(dimensions.count)]
            + dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + bytes
    }

    /// `count` pictures of `size` bytes and their labels 0 to 9.
    static func samples(_ count: Int, size: Int, seed: UInt64) -> (pixels: [UInt8], labels: [UInt8]) {
        var state = seed
        func random() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let labels = (0..<count).map { _ in UInt8(random() % 10) }
        let pixels = labels.flatMap { label in
            (0..<size).map { _ in UInt8(UInt64(label) * 15 + random() % 100) }
        }
        return (pixels, labels)
    }

    /// A NIfTI file of a cube in which all voxels are `value`.
    static func nifti(side: Int, value: UInt8) -> [UInt8] {
        nifti(side: side, voxels: [UInt8](repeating: value, count: side * side * side))
    }

    /// A NIfTI file of a cube whose axes run to the right, to the front and up.
    static func nifti(side: Int, voxels: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 352)
        // The header's length (348), the axes, unsigned bytes, and where voxels begin (352, as a float).
        header.replaceSubrange(0..<2, with: [92, 1])
        for axis in 0..<4 { header[40 + 2 * axis] = axis == 0 ? 3 : UInt8(side) }
        (header[70], header[72]) = (2, 8)
        header.replaceSubrange(108..<112, with: [0, 0, 0xb0, 0x43])
        header.replaceSubrange(344..<347, with: Array("n+1".utf8))
        // The affine: code 1 for the scanner's axes, and ones (as floats) on its diagonal.
        header[254] = 1
        for row in 0..<3 { header.replaceSubrange(280 + 20 * row..<284 + 20 * row, with: [0, 0, 0x80, 0x3f]) }
        return header + voxels
    }

    /// `gzip` of the bytes, by the system's program.
    static func gzip(_ bytes: [UInt8], in place: Workplace) throws -> [UInt8] {
        try place.write(bytes, to: "unpacked")
        let arguments = ["-c", "gzip -n <\"$0\" >\"$1\"", place.path("unpacked"), place.path("packed")]
        _ = try ChildProcess.run("/bin/sh", arguments)
        let packed = try place.read("packed")
        try place.remove("unpacked")
        try place.remove("packed")
        return Array(packed)
    }
}

extension Workplace {
    /// Writes an IDX data set of square pictures to `data`.
    func writeIDX(side: Int = 16, training: Int = 120, validation: Int = 40, gzipped: Bool = false) throws {
        for (part, count) in [("train", training), ("t10k", validation)] {
            let (pixels, labels) = TinyData.samples(count, size: side * side, seed: UInt64(count))
            for (name, bytes) in [
                ("images-idx3", TinyData.idx([count, side, side], pixels)),
                ("labels-idx1", TinyData.idx([count], labels)),
            ] {
                let name = "data/\(part)-\(name)-ubyte"
                try gzipped ? write(TinyData.gzip(bytes, in: self), to: name + ".gz") : write(bytes, to: name)
            }
        }
    }

    /// Writes a CIFAR-10 data set to `data`, each of its six files with `count` pictures.
    func writeCIFAR10(count: Int = 8) throws {
        for (number, name) in ((1...5).map { "data_batch_\($0)" } + ["test_batch"]).enumerated() {
            let size = 3 * 32 * 32
            let (pixels, labels) = TinyData.samples(count, size: size, seed: UInt64(number))
            let records = labels.enumerated().flatMap { [$1] + pixels[$0 * size..<($0 + 1) * size] }
            try write(records, to: "data/\(name).bin")
        }
    }

    /// Writes ten volumes to the class folders `a` and `b` of `data`: of the one all voxels are 10, of the other 30.
    func writeVolumes() throws {
        for index in 0..<5 {
            try write(TinyData.nifti(side: 4, value: 10), to: "data/a/\(index).nii")
            try write(TinyData.nifti(side: 4, value: 30), to: "data/b/\(index).nii")
        }
    }

    /// Writes noisy volumes, `count` to each of the class folders `a` and `b` of `volumes`; those of `b` are brighter.
    func writeNoisyVolumes(side: Int, count: Int) throws {
        let size = side * side * side
        let (voxels, _) = TinyData.samples(2 * count, size: size, seed: 3)
        for index in 0..<2 * count {
            let own = voxels[index * size..<(index + 1) * size].map { $0 / 2 + (index < count ? 0 : 100) }
            try write(TinyData.nifti(side: side, voxels: own), to: "volumes/\(index < count ? "a" : "b")/\(index).nii")
        }
    }

    /// Writes an experiment that trains all strategies on `data` in a second or two.
    func writeExperiment(precision: String = "float32") throws {
        try write(
            """
            name: tiny
            data:
              path: data
            decomposition:
              grid: [2, 2]
            network:
              architecture: vgg3
              width: 4
            fusion:
              hidden: [16, 8]
            training:
              epochs: {global: 2, local: 3, cnn-dnn: 3, coherent: 2, transfer: 2}
              batchSize: 16
              learningRate: 0.004
              precision: \(precision)
              augmentation: {flip: true, shift: 1}

            """, to: "experiment.yaml")
    }
}
