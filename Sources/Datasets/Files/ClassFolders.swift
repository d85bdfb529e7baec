import Foundation

/// Files in class folders, the layout of image and volume sets: `CLASS/FILE`, or `train/CLASS/FILE` beside `test/` and
/// `val/` (`validation/`).
struct ClassFolders {
    /// A file, or a folder that is one sample, and its class.
    struct Entry {
        let path: String
        let label: Int
    }

    /// The names of the classes, sorted by their UTF-8 bytes.
    let classes: [String]
    /// The parts, in the order train, validation, test; where the data has no split of its own, `training` alone.
    let training: [Entry]
    let validation: [Entry]?
    let test: [Entry]?

    /// The parts there are, in order.
    var parts: [[Entry]] { [training] + [validation, test].compactMap(\.self) }

    /// The entries of the class folders in `folder`.
    ///
    /// Names that begin with a dot are passed over, as are files beside the class folders.
    ///
    /// - Parameters:
    ///   - folder: holds the class folders themselves, or `train` with them, perhaps beside `test` and `val`.
    ///   - samples: what the samples of a class folder are, as names in it; the rest is passed over.
    /// - Throws: `DatasetError` where there is no class folder, a class of a part has no sample, or a part has a class
    ///   that training lacks; what `samples` throws.
    init(_ folder: String, samples: (_ classFolder: String) throws(DatasetError) -> [String]) throws(DatasetError) {
        let names = try subfolders(of: folder)
        guard let train = names.first(where: { $0 == "train" || $0 == "training" }) else {
            (classes, training) = try Self.part(folder, samples: samples)
            (validation, test) = (nil, nil)
            return
        }
        let (classes, training) = try Self.part("\(folder)/\(train)", samples: samples)
        func other(_ names: Set<String>, of all: [String]) throws(DatasetError) -> [Entry]? {
            guard let name = all.first(where: names.contains) else { return nil }
            let path = "\(folder)/\(name)"
            let (found, entries) = try Self.part(path, samples: samples)
            let unknown = found.filter { !classes.contains($0) }
            guard unknown.isEmpty else { throw .unknownClasses(folder: path, unknown, training: "\(folder)/\(train)") }
            return entries.map { Entry(path: $0.path, label: classes.firstIndex(of: found[$0.label]) ?? 0) }
        }
        self.classes = classes
        self.training = training
        let validation = try other(["val", "valid", "validation"], of: names)
        let test = try other(["test"], of: names)
        // One part beside training is validation, whatever its makers call it.
        self.validation = validation ?? test
        self.test = validation == nil ? nil : test
    }

    private static func part(
        _ folder: String, samples: (String) throws(DatasetError) -> [String]
    ) throws(DatasetError) -> ([String], [Entry]) {
        let classes = try subfolders(of: folder)
        guard !classes.isEmpty else { throw .noClassFolders(folder) }
        var entries: [Entry] = []
        for (label, name) in classes.enumerated() {
            let path = "\(folder)/\(name)"
            let found = try samples(path)
            guard !found.isEmpty else { throw .emptyClass(path) }
            entries += found.map { Entry(path: "\(path)/\($0)", label: label) }
        }
        return (classes, entries)
    }
}

/// The names in a folder, sorted by their UTF-8 bytes, those that begin with a dot left out.
func visibleNames(in folder: String) throws(DatasetError) -> [String] {
    let names: [String]
    do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
        throw .unreadable(path: folder, reason: "the folder cannot be listed")
    }
    // Bytes that are no UTF-8 have been replaced; passed over, a class could be missing without a word.
    if let name = names.first(where: { $0.unicodeScalars.contains("\u{fffd}") && !exists("\(folder)/\($0)") }) {
        throw .unreadable(path: "\(folder)/\(name)", reason: "its name is not UTF-8")
    }
    return names
}

/// The visible folders in a folder, sorted.
func subfolders(of folder: String) throws(DatasetError) -> [String] {
    try visibleNames(in: folder).filter { isFolder("\(folder)/\($0)") }
}
