import Foundation
import Synchronization
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

final class ImagesTests {
    private let folder: TemporaryFolder
    private var options = Dataset.Options()

    init() throws {
        folder = try TemporaryFolder()
        options.key = RandomKey(seed: 1)
    }

    private func put(_ fixture: String, _ name: String) throws {
        let path = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: ImageFixtures.path(fixture), toPath: path)
    }

    private func load(format: DatasetFormat? = nil) throws -> Dataset {
        try Dataset.load(path: folder.path, format: format, options: options)
    }

    private func putTwoClasses() throws {
        for index in 0..<5 {
            try put("colour.jpg", "cat/\(index).jpg")
            try put("grey.png", "Hünde und 犬/\(index) x\n.PNG")
        }
    }

    @Test func classFolders() throws {
        try putTwoClasses()
        try folder.write("passed over", to: "cat/notes.txt")
        try folder.write("passed over", to: "cat/.hidden.jpg")
        try folder.write("passed over", to: "LICENSE")
        let data = try load()
        #expect(data.format == .images && data.classes == ["Hünde und 犬", "cat"])
        #expect(data.training.shape == [12, 17] && data.training.channels == 3)
        #expect(data.training.count == 8 && data.validation.labels == [0, 1])
        let grey = try ImageFixtures.expected("grey.png").bytes
        #expect(
            try data.training.values(of: 0, in: data.training.wholeRegion) == grey.flatMap { [$0, $0, $0] })
        #expect(data.training.name(of: 0).hasPrefix(folder.path))
    }

    @Test func greyStaysGrey() throws {
        for name in ["train/a/1.png", "train/b/1.png", "val/a/1.png", "test/a/1.png", "test/b/1.png"] {
            try put("grey.png", name)
        }
        let data = try load()
        #expect(data.training.channels == 1 && data.training.labels == [0, 1])
        // A class that validation lacks is fine: nothing of it is measured there.
        #expect(data.validation.labels == [0] && data.test?.labels == [0, 1])
    }

    @Test func sizes() throws {
        try put("colour.png", "a/1.png")
        try put("large.png", "b/1.png")
        for name in ["a/2.png", "a/3.png", "b/2.png", "b/3.png"] { try put("colour.png", name) }
        #expect { try load() } throws: { "\($0)".contains("data.size") && "\($0)".contains("b/1.png is 30x45x3") }
        options.form.size = [8, 9]
        let data = try load()
        #expect(data.training.shape == [8, 9])
        options.form.size = [8, 9, 10]
        #expect { try load() } throws: { "\($0)".contains("rows and columns") }
    }

    /// All bad files are told at once, up to 20.
    @Test func badFiles() throws {
        try putTwoClasses()
        for index in 10..<40 { try folder.write("no image", to: "cat/\(index).jpg") }
        #expect { try load() } throws: {
            let message = "\($0)"
            return message.hasPrefix("30 samples cannot be read: ") && message.contains("and 10 more")
                && message.contains("cat/10.jpg") && !message.contains("cat/0.jpg")
        }
    }

    @Test func refusals() throws {
        try putTwoClasses()
        options.form.window = [3, 1]
        #expect { try load() } throws: { "\($0)".contains("the lower one first") }
        options.form.window = nil
        try FileManager.default.createDirectory(atPath: "\(folder.path)/empty", withIntermediateDirectories: true)
        #expect(throws: DatasetError.emptyClass("\(folder.path)/empty")) { try load() }
        try folder.remove("empty")
        try folder.remove("cat")
        #expect { try load() } throws: { "\($0)".contains("the one class") }
        // To be measured on, it will do.
        options.validation = 1
        #expect(try load().validation.count == 5)
    }

    /// A name that is no UTF-8 is told, not taken for a file that went away.
    @Test func nameInNoScript() throws {
        try putTwoClasses()
        let name: [CChar] = Array("\(folder.path)/cat/".utf8CString.dropLast()) + [-1, -2] + Array(".jpg".utf8CString)
        let descriptor = creat(name, 0o600)
        defer { close(descriptor) }
        try #require(descriptor >= 0)
        #expect { try load() } throws: { "\($0)".contains("its name is not UTF-8") }
    }

    /// A link back to its own folder is a class without images, not a way without an end.
    @Test func linkInACircle() throws {
        try putTwoClasses()
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/cat/loop", withDestinationPath: "\(folder.path)/cat")
        #expect(try load().training.count == 8)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/cat/self.jpg", withDestinationPath: "\(folder.path)/cat/self.jpg")
        #expect { try load() } throws: { "\($0)".contains("cat/self.jpg") }
    }

    /// Regions are cut from the same pixels, tiled or not.
    @Test func regions() throws {
        for (index, name) in ["tiled.tif", "tiled.tif", "tiled.tif"].enumerated() { try put(name, "a/\(index).tif") }
        try put("tiled.tif", "b/0.tif")
        try put("tiled.tif", "b/1.tif")
        let source = try load().training
        let whole = try source.values(of: 0, in: source.wholeRegion)
        let region = Region([[3, 4, 17, 69], [0, 20, 21, 49]])
        #expect(try source.values(of: 0, in: region) == region.cut(whole, of: [0..<70, 0..<50], channels: 3))
    }

    @Test func cache() throws {
        try putTwoClasses()
        let plain = try load()
        let cacheFolder = "\(folder.path)/.cache/deep"
        options.cache = SampleCache(folder: cacheFolder)
        let steps = Mutex<[String]>([])
        options.progress = { what, done, count in steps.withLock { if done == count { $0.append(what) } } }
        func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: cacheFolder) }
        for round in 0..<2 {
            let data = try load()
            #expect(data.training.labels == plain.training.labels && data.classes == plain.classes)
            #expect(try bytes(data.training) == bytes(plain.training), "round \(round)")
            #expect(try bytes(data.validation) == bytes(plain.validation))
            #expect(data.training.name(of: 3) == plain.training.name(of: 3))
            let region = Region([[2, 3, 9], [0, 16]])
            #expect(try data.training.values(of: 1, in: region) == plain.training.values(of: 1, in: region))
        }
        #expect(steps.withLock { $0 } == ["reading", "looking at images", "decoding", "reading", "checking"])
        #expect(try files().count == 1)
        // Another form is another file; so is other content.
        options.form.size = [6, 6]
        _ = try load()
        #expect(try files().count == 2)
        try folder.remove("cat/4.jpg")
        try put("full.jpg", "cat/4.jpg")
        _ = try load()
        #expect(try files().count == 3)
        // What is damaged is made again.
        for file in try files() {
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(cacheFolder)/\(file)"))
        }
        #expect(try load().training.shape == [6, 6])
        // What a process that is gone left is removed after a day.
        for (name, age) in [(".tessera-1-0.tmp", 90000), (".tessera-2-0.tmp", 80000)] {
            let isMade = FileManager.default.createFile(
                atPath: "\(cacheFolder)/\(name)", contents: Data([1]),
                attributes: [.modificationDate: Date(timeIntervalSinceNow: -TimeInterval(age))])
            try #require(isMade)
        }
        // What has no room goes, the longest unused first.
        options.cache = SampleCache(folder: cacheFolder, limit: 1400)
        #expect(try bytes(load().training).count == 8 * 6 * 6 * 3)
        #expect(try files().count == 5)
        options.form.size = [6, 5]
        _ = try load()
        #expect(try files().count { $0.hasSuffix(".npy") } == 1)
        #expect(try files().filter { $0.hasSuffix(".tmp") } == [".tessera-2-0.tmp"])
    }

    /// What is kept is believed only where it is what was written, for these files and this form.
    @Test(arguments: ["a bit", "grey", "another set's", "no trailer", "shorter"])
    func whatIsNotWhatWasKeptIsDecodedAgain(damage: String) throws {
        try putTwoClasses()
        let right = try bytes(load().training)
        let cacheFolder = "\(folder.path)/.cache"
        options.cache = SampleCache(folder: cacheFolder)
        func kept() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: cacheFolder).map { "\(cacheFolder)/\($0)" }
        }
        let (size, window) = (options.form.size, options.form.window)
        _ = try load()
        let file = try kept()[0]
        let url = URL(fileURLWithPath: file)
        var content = try Data(contentsOf: url)
        switch damage {
        case "a bit": content[content.count / 2] ^= 1
        case "grey":
            // A whole array of the right number of samples with one channel, and a trailer that is not its own.
            let shape = [8] + (size ?? [8, 8]) + [1]
            content =
                Data(NumPyArray.header(shape: shape) + [UInt8](repeating: 90, count: shape.reduce(1, *)))
                + content.suffix(95)
        case "another set's":
            options.form.size = [5, 5]
            _ = try load()
            content = try Data(contentsOf: URL(fileURLWithPath: kept().first { $0 != file } ?? ""))
            (options.form.size, options.form.window) = (size, window)
        case "no trailer": content = content.dropLast(95)
        default: content = content.prefix(content.count / 3)
        }
        try content.write(to: url)
        let notices = Mutex<[String]>([])
        options.notice = { notice in notices.withLock { $0.append(notice) } }
        for _ in 0..<2 { #expect(try bytes(load().training) == right) }
        #expect(
            notices.withLock { $0 } == ["\(file) is not what was kept there; the samples are decoded again"], "once")
    }

    /// Where nothing can be kept, samples are decoded each time, and the user is told.
    @Test func noCache() throws {
        try putTwoClasses()
        try folder.write("in the way", to: "file")
        options.cache = SampleCache(folder: "\(folder.path)/file/cache")
        let notices = Mutex<[String]>([])
        options.notice = { notice in notices.withLock { $0.append(notice) } }
        #expect(try bytes(load().training).count == 8 * 12 * 17 * 3)
        options.cache = SampleCache(folder: "\(folder.path)/cache", limit: 10)
        _ = try load()
        let told = notices.withLock { $0 }.filter { $0.contains("kept") }
        #expect(told.count == 2 && told[0].contains("Not a directory") && told[1].contains("limit"), "\(told)")
    }
}
