import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

/// Tables that name samples: what is found in them, and what is wrong with them.
@Suite struct SampleTableTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try makeFolder("images")
        for index in 0..<6 { try folder.write("P5 1 1 255\n0", to: "images/\(index).pgm") }
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }

    private func listing(_ path: String = "", _ labels: SampleLabels = SampleLabels()) throws -> SampleListing {
        try SampleListing(at: folder.path + path, kind: .image, labels: labels)
    }

    private func message(_ text: String, _ labels: SampleLabels = SampleLabels()) throws -> String {
        try folder.write(text, to: "labels.csv")
        do {
            _ = try listing("", labels)
            return ""
        } catch {
            return "\(error)"
        }
    }

    private func rows(_ row: (Int) -> String) -> String { (0..<6).map { row($0) + "\n" }.joined() }

    @Test(arguments: [",", ";", "\t"]) func separators(separator: String) throws {
        let name = separator == "\t" ? "labels.tsv" : "labels.csv"
        let lines = ["\u{feff} File ", "LABEL"].joined(separator: separator) + "\r\n"
        let rest = rows { ["images/\($0).pgm", $0 % 2 == 0 ? " a " : "\"b\""].joined(separator: separator) }
        try folder.write(lines + rest, to: name)
        for path in ["", "/" + name] {
            let found = try listing(path)
            #expect(found.classes == ["a", "b"] && found.entries.map(\.label) == [0, 1, 0, 1, 0, 1])
            #expect(found.notes == ["\(name) names the samples and their classes (columns File and LABEL)"])
        }
    }

    @Test func idsAreLookedForByName() throws {
        try folder.write("id,class,x\n" + rows { "\($0),\($0 % 2),1" }, to: "train.csv")
        let found = try listing()
        #expect(found.entries.map(\.path.lastName) == (0..<6).map { "\($0).pgm" })
        #expect(found.notes.contains("files are found by their names, wherever they lie"))
        try makeFolder("more")
        try folder.write("P5 1 1 255\n0", to: "more/3.pgm")
        #expect { try listing() } throws: { "\($0)".contains("line 5 names 3, which may be ") }
    }

    @Test func otherColumns() throws {
        var labels = SampleLabels()
        try folder.write("name,finding\n" + rows { "images/\($0).pgm,\($0 % 2)" }, to: "notes.csv")
        #expect { try listing("/notes.csv") } throws: {
            "\($0)".contains("it has the columns name, finding; file and label are needed")
        }
        (labels.columns.file, labels.columns.label) = ("name", "finding")
        #expect(try listing("", labels).entries.count == 6)
        // A table elsewhere counts paths from the data's folder.
        try makeFolder("tables")
        try FileManager.default.moveItem(atPath: folder.path + "/notes.csv", toPath: folder.path + "/tables/t.csv")
        labels.table = folder.path + "/tables/t.csv"
        #expect(try listing("", labels).entries.count == 6)
        labels.table = folder.path + "/none.csv"
        #expect(throws: DatasetError.noSuchFile(folder.path + "/none.csv")) { try listing("", labels) }
    }

    @Test func partsAndGroups() throws {
        let text =
            "file,label,split,patient_id\n"
            + rows { "images/\($0).pgm,\($0 % 2),\($0 < 4 ? "Train" : "val"),P\($0 / 2)" }
        try folder.write(text, to: "labels.csv")
        let found = try listing()
        #expect(found.parts.map(\.part) == [.training, .validation] && found.parts.map(\.entries.count) == [4, 2])
        #expect(found.entries.map(\.group) == ["P0", "P0", "P1", "P1", "P2", "P2"])
        #expect(
            found.notes.contains { $0.contains("the column split says") }
                && found.notes.contains { $0.contains("one patient_id stay together, 3 in all") })
        var labels = SampleLabels()
        (labels.columns.split, labels.groups) = ("none", "none")
        let plain = try listing("", labels)
        #expect(plain.parts.count == 1 && plain.entries.allSatisfy { $0.group == nil })
        labels.groups = "label"
        #expect(try listing("", labels).entries.map(\.group) == ["0", "1", "0", "1", "0", "1"])
        #expect(try message(text.replacing("val,P2", with: "val,P1")).contains("the group P1 is in both"))
        #expect(
            try message(text.replacing("Train", with: "learn")).contains(
                "line 2 has the split “learn”; train, val or test is right"))
    }

    @Test func aTableAPart() throws {
        for (name, range) in [("train", 0..<4), ("test", 4..<6)] {
            try folder.write("file,label\n" + range.map { "images/\($0).pgm,\($0 % 2)\n" }.joined(), to: name + ".csv")
        }
        #expect(try listing().parts.map(\.entries.count) == [4, 2])
        try folder.write("file,label\nimages/0.pgm,a\n", to: "third.csv")
        #expect { try listing() } throws: { "\($0)".contains("third.csv") && "\($0)".contains("data.table") }
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let text = """
            file,label
            images/0.pgm,bus
            images/0.pgm,car
            images/1.pgm
            images/none.pgm,bus
            ,car
            images/2.pgm,Bus
            images/3.pgm,car
            """
        let told = try message(text)
        for part in [
            "line 3 gives images/0.pgm the label car, line 2 the label bus", "line 4 has 1 fields, the first line 2",
            "line 5 names images/none.pgm, which is not there", "line 6 lacks its file", "the labels “Bus” and “bus”",
        ] {
            #expect(told.contains(part), "\(told)")
        }
        #expect(try message("file,label\n").contains("no samples"))
        #expect(try message("file,label\nimages/0.pgm,\"a\n").contains("quote"))
    }

    @Test func samplesThatNoLineNames() throws {
        try folder.write("file,label\nimages/0.pgm,a\nimages/1.pgm,b\n", to: "labels.csv")
        #expect(try listing().notes.contains("not in the table: 4 images, such as images/2.pgm"))
    }
}
