import Foundation
import TestSupport

extension Workplace {
    /// Writes grey noise, `count` pictures of 12x12 to each class folder of `folder`; other seeds give other pictures.
    func writePictures(to folder: String, classes: [String] = ["bus", "car"], count: Int = 5, seed: UInt64 = 1) throws {
        let (pixels, _) = TinyData.samples(count * classes.count, size: 144, seed: seed)
        for (number, name) in classes.enumerated() {
            for index in 0..<count {
                let start = (number * count + index) * 144
                try write(
                    Array("P5 12 12 255\n".utf8) + pixels[start..<start + 144], to: "\(folder)/\(name)/\(index).pgm")
            }
        }
    }

    /// Moves a file or folder; makes the folders around its new place.
    func move(_ name: String, to other: String) throws {
        let folder = URL(fileURLWithPath: path(other)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
    }

    /// Writes `e.yaml`, an experiment on the pictures in `data` that is trained in a second, and trains it to `run`.
    func trainOnPictures(strategies: String = "[average]", _ arguments: String...) async throws -> Outcome {
        try write(
            """
            name: case
            data: {path: data}
            decomposition: {grid: [2, 2]}
            network: {architecture: vgg3, width: 4}
            strategies: \(strategies)
            training: {epochs: 2, batchSize: 4, augmentation: {flip: false, shift: 0}, precision: float32}

            """, to: "e.yaml")
        return try await tessera(["train", "e.yaml", "--output", "run"] + arguments).run()
    }
}
