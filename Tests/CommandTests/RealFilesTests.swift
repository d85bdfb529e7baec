import Foundation
import TestSupport
import Testing

/// Data as people have them, given to the built command.
@Suite struct RealFilesTests {
    /// The lines of a table that `tessera data` prints, without blanks.
    private func rows(_ output: String) -> [[String]] {
        output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    /// Every kind of layout, table, array and folder of slices: Python/real_files.py.
    @Test(.enabled(if: Python.path != nil, "\(Python.missing)"))
    func everyCaseIsReadOrRefusedAsItShould() async throws {
        let place = try Workplace()
        var command = place.python("real_files.py", Command.tessera, place.path("cases"))
        command.secondsAtMost = 600
        let outcome = try await command.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(Int(outcome.output.prefix { $0.isNumber }) ?? 0 > 50, "\(outcome.output)")
    }

    @Test func foldersAreUnderstoodAndTheRestIsTold() async throws {
        let place = try Workplace()
        try place.writePictures(to: "set/pictures/Training", count: 6)
        try place.writePictures(to: "set/pictures/testing", count: 3)
        try place.write("no picture", to: "set/pictures/Training/bus/notes.HEIC")
        try place.write("a mark", to: "set/__MACOSX/x")
        try place.write("P5 1 1 255\n0", to: "set/pictures/extra/x.pgm")
        let outcome = try await place.tessera(["data", "set", "--read"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(rows(outcome.output).contains(["bus", "6", "3"]) && rows(outcome.output).contains(["car", "6", "3"]))
        #expect(outcome.output.contains("levels "))
        for note in [
            "note: the data lie in pictures/", "note: passed over in Training/: 1 .HEIC",
            "note: not used beside Training/: extra/",
        ] {
            #expect(outcome.errors.contains(note), "\(outcome.errors)")
        }
    }

    @Test func aTableOfPatientsIsTrainedOn() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data/images", count: 12)
        var table = "Id;Finding;Patient\n"
        for name in ["bus", "car"] {
            for index in 0..<12 { table += "images/\(name)/\(index).pgm;\(name);\(name)\(index / 3)\n" }
        }
        try place.write(table, to: "data/scans.csv")
        try place.writeExperiment()
        let refused = try await place.train("--output", "none")
        #expect(
            refused.status == 0
                && refused.errors.contains("note: scans.csv is not used: it has the columns Id, Finding, Patient"),
            "\(refused.errors)")
        let named = ["--set", "data.columns={file: Id, label: finding}", "--set", "strategies=[average]"]
        let outcome = try await place.tessera(["train", "experiment.yaml"] + named).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: samples of one Patient stay together, 8 in all"), "\(outcome.errors)")
        // The run goes on by what it began with, and knows its samples.
        let evaluated = try await place.tessera(["evaluate", "runs/tiny"]).run()
        #expect(
            evaluated.status == 0 && evaluated.output.contains("6 samples: validation"),
            "\(evaluated.output)\(evaluated.errors)")
        let wrong = try await place.tessera(
            ["train", "experiment.yaml", "--resume", "--set", "data.groups=none"] + named
        ).run()
        #expect(wrong.status == 65 && wrong.errors.contains("data.groups"), "\(wrong.errors)")
    }

    /// A run on arrays is asked about arrays: all samples of one, or one alone.
    @Test func arraysArePredicted() async throws {
        let place = try Workplace()
        func array(_ shape: [Int]) -> [UInt8] {
            let count = shape.reduce(1, *)
            var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape.map { "\($0)," }.joined())), }"
            header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
            return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
                + (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        }
        try place.write(array([40, 12, 12]), to: "data/x.npy")
        var labels = array([40])
        for index in 0..<40 { labels[labels.count - 40 + index] = UInt8(index % 2) }
        try place.write(labels, to: "data/y.npy")
        try place.writeExperiment()
        let trained = try await place.train("--set", "strategies=[average]")
        try #require(trained.status == 0, "\(trained.errors)")
        for (shape, count) in [([3, 12, 12], 3), ([12, 12], 1)] {
            try place.write(array(shape), to: "new.npy")
            let outcome = try await place.tessera(["predict", "runs/tiny", "new.npy", "--json"]).run()
            let answers = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
            #expect(answers?.count == count, "\(outcome.errors)")
            #expect(answers?.first?["file"] as? String == "new.npy, sample 0")
        }
        try place.write(array([3, 11, 12]), to: "new.npy")
        let other = try await place.tessera(["predict", "runs/tiny", "new.npy"]).run()
        #expect(
            other.status == 65 && other.errors.contains("its samples are [11, 12, 1], the run's [12, 12, 1]"),
            "\(other.errors)")
    }

    @Test func oneBadFileDoesNotStopTheRest() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data", count: 10)
        try place.writeExperiment()
        try #require(try await place.train("--set", "strategies=[average]").status == 0)
        try place.writePictures(to: "new", count: 3)
        try place.write("P5 12 12 255\ntoo short", to: "new/bus/bad.pgm")
        try place.write("", to: "new/car/empty.png")
        let predicted = try await place.tessera(["predict", "runs/tiny", "new", "--json"]).run()
        #expect(predicted.status == 65)
        let answers = try #require(
            try JSONSerialization.jsonObject(with: Data(predicted.output.utf8)) as? [[String: Any]])
        #expect(answers.count == 6)
        let evaluated = try await place.tessera(["evaluate", "runs/tiny", "--data", "new"]).run()
        #expect(evaluated.status == 65 && evaluated.output.contains("6 samples"), "\(evaluated.output)")
        for outcome in [predicted, evaluated] {
            #expect(outcome.errorLines.count { $0.hasPrefix("error: ") } == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("new/bus/bad.pgm") && outcome.errors.contains("new/car/empty.png"))
        }
        for arguments in [["predict", "runs/tiny", "new"], ["evaluate", "runs/tiny", "--data", "new"]] {
            let strict = try await place.tessera(arguments + ["--strict"]).run()
            #expect(strict.status == 65 && strict.output.isEmpty, "\(strict.output)")
            expectClear(strict)
        }
    }
}
