import Foundation
import TesseraThreads
import TestSupport
import Testing

@testable import TesseraDatasets

/// How folders of files become classes and parts, and what is told of the rest.
@Suite struct ClassFoldersTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes pictures of one pixel, or other files, by their paths.
    private func write(_ paths: String...) throws {
        for path in paths {
            let parent = "\(folder.path)/\(path)".split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
            try folder.write(path.hasSuffix(".pgm") ? "P5 1 1 255\n0" : "no image", to: path)
        }
    }

    private func listing(_ labels: SampleLabels = SampleLabels()) throws -> SampleListing {
        try SampleListing(at: folder.path, kind: .image, labels: labels)
    }

    private func message(_ labels: SampleLabels = SampleLabels()) -> String {
        do {
            _ = try listing(labels)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("train", "test"), ("Training", "TESTING"), ("training_set", "Val"), ("train", "dev"), ("trainset", "eval"),
    ])
    func namesOfParts(training: String, other: String) throws {
        try write("\(training)/a/1.pgm", "\(training)/b/1.pgm", "\(other)/a/1.pgm", "\(other)/b/1.pgm", "notes/x.pgm")
        let found = try listing()
        #expect(found.classes == ["a", "b"] && found.parts.map(\.part) == [.training, .validation])
        #expect(found.parts.map(\.entries.count) == [2, 2])
        #expect(found.notes == ["not used beside \(training)/: notes/"])
    }

    @Test func aFolderCalledAsAPartMayBeAClass() throws {
        try write("bus/1.pgm", "train/1.pgm")
        #expect(try listing().classes == ["bus", "train"])
    }

    @Test func partsWithoutClasses() throws {
        try write("Train/1.pgm", "Test/1.pgm")
        #expect(message().contains("Test/ and Train/ are parts that hold no class folders"))
        try write("Train/a/1.pgm", "Train/b/1.pgm")
        #expect(try listing().notes.contains("Test/ holds 1 image without classes, which are left out"))
    }

    @Test func onePartTwice() throws {
        try write("train/a/1.pgm", "training/a/1.pgm")
        #expect(message().contains("train/ and training/ are both its training part"))
        try folder.remove("train")
        try folder.remove("training")
        try write("val/a/1.pgm", "test/a/1.pgm")
        #expect(message().contains("no train/ with a folder for each class"))
    }

    @Test func whatSystemsLeaveIsNothing() throws {
        try write("__MACOSX/a/1.pgm", ".git/x", "a/Thumbs.db", "a/.DS_Store", "a/1.pgm", "b/1.pgm", "desktop.ini")
        let found = try listing()
        #expect(found.classes == ["a", "b"] && found.notes == [])
    }

    @Test func whatIsPassedOverIsCounted() throws {
        try write("a/1.pgm", "a/x.HEIC", "a/y.HEIC", "a/README", "b/1.pgm", "b/deep/2.pgm", "b/deep/z.svg", "loose.pgm")
        #expect(
            try listing().notes == [
                "1 of 3 images lie in folders within the classes'",
                "passed over: 2 .HEIC, 1 without ending, 1 .pgm, 1 .svg",
            ])
    }

    @Test func aFolderThatHoldsAllIsEntered() throws {
        try write("data/set/a/1.pgm", "data/set/b/1.pgm")
        let found = try listing()
        #expect(found.classes == ["a", "b"] && found.notes == ["the data lie in data/set/"])
    }

    @Test func namesThatLookTheSameAreOneClass() throws {
        try write("caf\u{e9}/1.pgm", "cafe\u{301}/2.pgm", "x/1.pgm")
        let found = try listing()
        #expect(found.classes.map { Array($0.utf8) } == [Array("caf\u{e9}".utf8), Array("x".utf8)])
        #expect(found.entries.map(\.label) == [0, 0, 1] && found.notes.count == 1)
    }

    @Test func masksAreLeftOut() throws {
        try write("a/1.pgm", "a/1_seg.pgm", "a/2_mask.pgm", "b/1.pgm")
        let found = try listing()
        #expect(found.entries.map(\.path.lastName) == ["1.pgm", "2_mask.pgm", "1.pgm"])
        #expect(found.notes == ["left out as masks or label maps of other images: 1, such as a/1_seg.pgm"])
    }

    @Test(arguments: [
        ("1", "1-label"), ("1", "1_Labels"), ("sub-1_T1w", "sub-1_dseg"), ("sub-1_T1w", "sub-1_desc-aseg_dseg"),
        ("T1", "aparc+aseg"), ("1", "1_labelmap"), ("1", "1-labelmap"), ("ct", "label"), ("scan", "2_parc"),
    ])
    func labelMapsAreLeftOut(sample: String, map: String) throws {
        try write("a/\(sample).pgm", "a/\(map).pgm", "b/1.pgm", "c/\(map).pgm")
        let found = try listing()
        // Where there is nothing beside it, it is a sample.
        #expect(found.entries.map(\.path.lastName) == ["\(sample).pgm", "1.pgm", "\(map).pgm"])
        #expect(found.notes == ["left out as masks or label maps of other images: 1, such as a/\(map).pgm"])
    }

    @Test(arguments: ["1_masked", "label_1", "with mask", "2_label", "dseg_1"])
    func samplesWithSuchWordsStay(name: String) throws {
        try write("a/1.pgm", "a/\(name).pgm", "b/1.pgm")
        #expect(try listing().entries.count == 3)
    }

    @Test func patientsAreNotClasses() throws {
        for index in 0..<12 { try write("P\(index)/1.pgm", "P\(index)/2.pgm") }
        #expect(try listing().notes.contains { $0.contains("patients rather than classes") })
        try folder.write("patient,grade\n" + (0..<12).map { "P\($0),1\n" }.joined(), to: "grades.csv")
        #expect(
            message().contains("grades.csv: it has lines for the folders beside it; it has the columns patient, grade"))
    }

    @Test func groupsByName() throws {
        for index in 0..<6 { try write("a/P\(index / 2)_\(index).pgm", "b/P\(index / 2 + 5)_\(index).pgm") }
        var labels = SampleLabels()
        labels.groups = "(P[0-9]+)_"
        #expect(
            try listing(labels).entries.map(\.group) == [
                "P0", "P0", "P1", "P1", "P2", "P2", "P5", "P5", "P6", "P6", "P7", "P7",
            ])
        labels.groups = "(Q)"
        #expect(message(labels).contains("finds no group in 12 names, such as a/P0_0.pgm"))
        labels.groups = "("
        #expect(message(labels).contains("no regular expression"))
        labels.groups = "P"
        #expect(message(labels).contains("no bracket"))
        labels.groups = "none"
        #expect(try listing(labels).entries.allSatisfy { $0.group == nil })
    }

    @Test func groupsOnBothSidesOfASplit() throws {
        try write("train/a/P1_1.pgm", "train/b/P2_1.pgm", "test/a/P1_2.pgm", "test/b/P3_1.pgm")
        var labels = SampleLabels()
        labels.groups = "(P[0-9])"
        #expect(message(labels).contains("the group P1 is in both the training and the validation part"))
    }
}
