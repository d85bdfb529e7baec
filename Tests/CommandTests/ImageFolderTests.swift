import Foundation
import TestSupport
import Testing

/// Folders of image files, from the files to the table.
@Suite struct ImageFolderTests {
    private static let experiment = """
        name: photos
        data: {path: data, size: [24, 20], fit: crop}
        decomposition: {grid: [2, 2], overlap: 2}
        network: {architecture: vgg3, width: 8}
        fusion: {hidden: [32, 16], initial: cnn-dnn}
        strategies: [average, cnn-dnn, transfer]
        training:
          epochs: {local: 3, cnn-dnn: 5, transfer: 1}
          batchSize: 32
          learningRate: 0.004
          augmentation: {flip: true, shift: 1, rotate: 5}

        """

    @Test(.enabled(if: FashionMNIST.isHere, "Fashion-MNIST is not here; see TESSERA_FASHION_MNIST"))
    func trainsOnRealPictures() async throws {
        let place = try Workplace()
        try FashionMNIST.writeImages(training: 600, validation: 200, to: place)
        try place.write(Self.experiment, to: "experiment.yaml")
        let first = try await place.train()
        #expect(first.status == 0 && first.errors.contains("average: validation accuracy"), "\(first.errors)")
        let results = try place.results(of: "runs/photos")
        for strategy in results.strategies { #expect(strategy.validation.accuracy > 0.4, "\(strategy)") }
        let kept = FileManager.default.subpaths(atPath: place.cache)?.filter { $0.hasSuffix(".npy") } ?? []
        #expect(kept.count == 1)
        try await checkPredictCommand(place, results)
        try await checkEvaluateCommand(place, results)
        // Decoded anew for each network, and by another number of workers: the same bits.
        let second = try await place.train(
            "--set", "data.cache=false", "--output", "runs/second", "--workers", "1")
        #expect(second.status == 0, "\(second.errors)")
        for name in ["local/00", "local/03", "cnn-dnn", "transfer"] {
            let file = "\(name)/weights.safetensors"
            #expect(try place.read("runs/photos/\(file)") == place.read("runs/second/\(file)"), "\(name)")
        }
        try checkDataCommand(
            try await place.tessera([
                "data", "data", "--size", "24x20", "--grid", "4x4", "--overlap",
                "2", "--picture", "boxes.png",
            ]).run(), place)
    }

    /// `predict` says of the validation files what training has measured.
    private func checkPredictCommand(_ place: Workplace, _ results: ResultsFile) async throws {
        for strategy in ["average", "transfer"] {
            let outcome = try await place.tessera(
                ["predict", "runs/photos", "data/test", "--json", "--strategy", strategy]
            ).run()
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            let told = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
            let right = told.count { member in
                (member["file"] as? String)?.contains("/\(member["class"] as? String ?? "-")/") ?? false
            }
            let measured = results.strategies.first { $0.strategy == strategy }?.validation.accuracy
            #expect(told.count == 200 && Double(right) / 200 == measured, "\(strategy)")
        }
        let explained = try await place.tessera(
            ["predict", "runs/photos", "data/test/3", "--explain"]).run()
        #expect(explained.status == 0 && explained.output.contains("without it"), "\(explained.errors)")
        let drawn = try await place.tessera(
            ["predict", "runs/photos", "data/test/3", "--picture", "opinions.png"]).run()
        #expect(drawn.status == 0 && place.exists("opinions.png"), "\(drawn.errors)")
        let many = try await place.tessera(
            ["predict", "runs/photos", "data/test", "--picture", "many.png"]).run()
        #expect(many.status == 0 && many.errors.contains("shows the first 60 files"), "\(many.errors)")
        let lost = try await place.tessera(
            ["predict", "runs/photos", "data/test/3", "--picture", "none/opinions.png"]).run()
        #expect(lost.status == 74 && lost.errors.contains("none/opinions.png"), "\(lost.errors)")
        for (arguments, words) in [
            (["runs/none", "x.jpg"], "runs/none holds no run"),
            (["runs/photos", "x.jpg"], "x.jpg: there is no such file"),
            (["runs/photos", "experiment.yaml"], "none of the files can be read"),
            (["runs/photos", "data/test", "--strategy", "global"], "no trained strategy global"),
        ] {
            let outcome = try await place.tessera(["predict"] + arguments).run()
            #expect(outcome.status == 65 && outcome.errors.contains(words), "\(outcome.errors)")
            expectClear(outcome)
        }
    }

    /// `evaluate` measures what training has measured, on the same samples and on a copy of them without a split.
    private func checkEvaluateCommand(_ place: Workplace, _ results: ResultsFile) async throws {
        try FileManager.default.moveItem(atPath: place.path("data/test"), toPath: place.path("other"))
        defer { try? FileManager.default.moveItem(atPath: place.path("other"), toPath: place.path("data/test")) }
        let other = try await place.tessera(["evaluate", "runs/photos", "--data", "other", "--json"]).run()
        try FileManager.default.moveItem(atPath: place.path("other"), toPath: place.path("data/test"))
        let own = try await place.tessera(["evaluate", "runs/photos", "--json"]).run()
        for (outcome, part) in [(other, "validation"), (own, "validation")] {
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            let told = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            #expect(told["part"] as? String == part && told["samples"] as? Int == 200)
            #expect(told["trainedOn"] as? Int == 0)
            let strategies = try #require(told["strategies"] as? [[String: Any]])
            #expect(strategies.map { $0["strategy"] as? String } == results.strategies.map(\.strategy))
            for (values, result) in zip(strategies, results.strategies) {
                #expect(values["accuracy"] as? Double == result.validation.accuracy)
            }
            let locals = try #require(told["locals"] as? [[String: Any]])
            #expect(locals.map { $0["accuracy"] as? Double } == results.locals.map(\.validation.accuracy))
        }
        let table = try await place.tessera(["evaluate", "runs/photos"]).run()
        for words in ["200 samples: validation", "95 % interval", "precision", "taken for"] {
            #expect(table.output.contains(words), "\(table.output)")
        }
        let unknown = try await place.tessera(["evaluate", "runs/photos", "--data", "data/test/3"]).run()
        #expect(unknown.status == 65)
        expectClear(unknown)
        // Its own data were read as training reads them: nothing was decoded again, but for the other folder.
        let kept = FileManager.default.subpaths(atPath: place.cache)?.filter { $0.hasSuffix(".npy") } ?? []
        #expect(kept.count == 2, "\(kept)")
        let photo = try #require(place.files(below: "data/train/0").first)
        let (path, aside) = (place.path("data/train/0/\(photo)"), place.path("aside"))
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        let changed = try await place.tessera(["evaluate", "runs/photos"]).run()
        #expect(changed.status == 65)
        expectClear(changed)
        #expect(changed.errors.contains("data has changed"), "\(changed.errors)")
        #expect(changed.errors.contains("600 training, 200 validation samples, now 599 training, 200 validation"))
        try FileManager.default.moveItem(atPath: aside, toPath: path)
    }

    private func checkDataCommand(_ outcome: Outcome, _ place: Workplace) throws {
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        for line in ["format    images", "samples   600 training, 200 validation", "shape     24 x 20, 1 channel"] {
            #expect(outcome.output.contains(line + "\n"), "\(outcome.output)")
        }
        #expect(try place.read("boxes.png").starts(with: [0x89, 0x50, 0x4e, 0x47]))
    }

    @Test(arguments: refusals) func refusal(_ refusal: Refusal) async throws {
        let outcome = try await refusal.check()
        #expect(outcome.errorLines.count == 1 && outcome.output.isEmpty, "\(outcome.errors)")
    }

    private static let refusals: [Refusal] = [
        broken("no image of a class", says: "data/b", "no sample of this class") {
            for file in $0.files(below: "data/b") { try $0.remove("data/b/\(file)") }
            try $0.write("hello", to: "data/b/readme.txt")
        },
        broken("one class", says: "data: ", "the one class a") { try $0.remove("data/b") },
        broken("zero bytes", says: "data/a/0.pgm: cannot be read (the file is empty)") {
            try $0.write([], to: "data/a/0.pgm")
        },
        broken("truncated", says: "data/a/2.pgm: cannot be read (") {
            try $0.write(Array(try $0.read("data/a/2.pgm").prefix(40)), to: "data/a/2.pgm")
        },
        broken(
            "other things of its name", says: "2 samples cannot be read", "data/a/0.pgm", "data/b/x.jpg", "JPEG, PNG"
        ) {
            try $0.write("<html>404</html>", to: "data/a/0.pgm")
            try $0.write("<html>404</html>", to: "data/b/x.jpg")
        },
        broken("sizes that differ", says: "data/b/y.pgm is 2x2x1", "data.size") {
            try $0.write("P5 2 2 255\nabcd", to: "data/b/y.pgm")
        },
        broken("a header that promises much", says: "data/b/z.pgm: cannot be read (") {
            try $0.write("P5 100000 100000 255\nabcd", to: "data/b/z.pgm")
        },
        broken("a link to itself", says: "data/b/w.png") { try $0.link("data/b/w.png", to: "w.png") },
        broken("a folder of no known format", says: "data: holds no data set", "CLASS/*.jpg (images)") {
            try $0.remove("data/a")
            try $0.remove("data/b")
        },
        broken("three sides", settings: "data.size=[4, 4, 4]", says: "rows and columns") { _ in },
        broken("a fit for what is no image", settings: "data.fit=pad", "data.path=idx", says: "data.fit means nothing")
        {
            try $0.writeIDX(training: 20, validation: 10)
            try FileManager.default.moveItem(atPath: $0.path("data"), toPath: $0.path("idx"))
        },
    ]

    /// `train` on two classes of tiny grey images of which something is wrong.
    private static func broken(
        _ what: String, settings: String..., says words: String...,
        prepare: @escaping @Sendable (Workplace) throws -> Void
    ) -> Refusal {
        Refusal(
            "images: \(what)", 65, arguments: ["train", "experiment.yaml"] + settings.flatMap { ["--set", $0] },
            says: words
        ) { place in
            try place.remove("data")
            for index in 0..<6 {
                for name in ["a", "b"] {
                    let pixels = [UInt8](repeating: UInt8(index * 20), count: 16 * 16)
                    try place.write(Array("P5 16 16 255\n".utf8) + pixels, to: "data/\(name)/\(index).pgm")
                }
            }
            try prepare(place)
        }
    }
}
