import Foundation

extension TemporaryFolder {
    /// Writes grey pictures of 12x12, `count` to each class folder of `name`: noise on a grey that tells the class.
    package func writePictures(to name: String, classes: [String] = ["bus", "car"], count: Int = 10) throws {
        var state: UInt64 = 1
        for (number, label) in classes.enumerated() {
            let folder = "\(path)/\(name)/\(label)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for index in 0..<count {
                let pixels = (0..<144).map { _ -> UInt8 in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 33) % 100 + UInt8(number * 60)
                }
                try Data(Array("P5 12 12 255\n".utf8) + pixels)
                    .write(to: URL(fileURLWithPath: "\(folder)/\(index).pgm"))
            }
        }
    }
}
