import Foundation

/// Files in class folders, the layout of image and volume sets: `CLASS/FILE`, or `train/CLASS/FILE` beside `test/` and
/// `val/`, by the names of `DataPart(name:)`.
///
/// Folders within class folders are looked into. A single folder that holds all others is entered.
enum ClassFolders {
    /// The samples of the class folders in `root`.
    ///
    /// Hidden names and what systems leave behind are passed over; all else that is passed over is counted in a note.
    ///
    /// - Throws: `DatasetError` where there is no class folder, a class of a part has no sample, or a part has a class
    ///   that training lacks.
    static func listing(of root: String, kind: SampleKind) throws(DatasetError) -> SampleListing {
        var notes: [String] = []
        let folder = try entered(root, kind, &notes)
        let names = try subfolders(of: folder)
        var folders: [DataPart: String] = [:]
        for name in names {
            guard let part = DataPart(name: name) else { continue }
            if let other = folders.updateValue(name, forKey: part) {
                throw .badTable(path: folder, ["\(other)/ and \(name)/ are both its \(part.rawValue) part; keep one"])
            }
        }
        guard let train = folders[.training], try isPart("\(folder)/\(train)", among: names, in: folder, kind) else {
            if !folders.isEmpty, folders.count == names.count, folders[.training] == nil {
                throw .badTable(
                    path: folder,
                    [
                        "it holds \(names.map { $0 + "/" }.joined(separator: " and ")), but no train/ with a folder for each class"
                    ])
            }
            let (classes, entries) = try part(folder, kind, "", &notes)
            return SampleListing(classes: classes, parts: [.training: entries], notes: notes)
        }
        let (classes, training) = try part("\(folder)/\(train)", kind, " in \(train)/", &notes)
        var parts = [DataPart.training: training]
        for (other, name) in folders.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where other != .training {
            let path = "\(folder)/\(name)"
            guard try !subfolders(of: path).isEmpty else {
                var passed = PassedOver()
                let count = try kind.samples(in: path, passing: &passed).count
                notes.append("\(name)/ holds \(kind.counted(count)) without classes, which are left out")
                continue
            }
            let (found, entries) = try part(path, kind, " in \(name)/", &notes)
            let unknown = found.filter { !classes.contains($0) }
            guard unknown.isEmpty else { throw .unknownClasses(folder: path, unknown, training: "\(folder)/\(train)") }
            parts[other] = entries.map {
                SampleListing.Entry(path: $0.path, label: classes.firstIndex(of: found[$0.label]) ?? 0)
            }
        }
        let unused = names.filter { !folders.values.contains($0) }
        if !unused.isEmpty {
            notes.append("not used beside \(train)/: \(unused.map { $0 + "/" }.joined(separator: ", "))")
        }
        return SampleListing(classes: classes, parts: parts, notes: notes)
    }

    /// The folder that holds the class folders: `root`, or the only folder in it, as far as one only holds another.
    private static func entered(
        _ root: String, _ kind: SampleKind, _ notes: inout [String]
    ) throws(DatasetError) -> String {
        var folder = root
        for _ in 0..<8 {
            let names = try visibleNames(in: folder)
            let folders = names.filter { isFolder("\(folder)/\($0)") }
            guard folders.count == 1, DataPart(name: folders[0]) == nil else { break }
            let inner = "\(folder)/\(folders[0])"
            guard !names.contains(where: { isSample("\(folder)/\($0)", kind) }),
                try visibleNames(in: inner).contains(where: { isFolder("\(inner)/\($0)") }),
                try !visibleNames(in: inner).contains(where: { isSample("\(inner)/\($0)", kind) })
            else { break }
            folder = inner
        }
        if folder != root { notes.append("the data lie in \(folder.dropFolder(root))/") }
        return folder
    }

    private static func isSample(_ path: String, _ kind: SampleKind) -> Bool {
        if case .sample = kind.role(path) { true } else { false }
    }

    /// Whether the folder called as the training part is that, not a class: it has class folders.
    ///
    /// - Throws: `DatasetError` where neither it nor any neighbour has any, and all are called as parts.
    private static func isPart(
        _ train: String, among names: [String], in folder: String, _ kind: SampleKind
    ) throws(DatasetError) -> Bool {
        guard try subfolders(of: train).isEmpty else { return true }
        for name in names where DataPart(name: name) == nil {
            var passed = PassedOver()
            if try !kind.samples(in: "\(folder)/\(name)", passing: &passed).isEmpty { return false }
        }
        let parts = names.filter { DataPart(name: $0) != nil }.map { $0 + "/" }.joined(separator: " and ")
        throw .badTable(
            path: folder,
            [
                "\(parts) are parts that hold no class folders; each class's \(kind.name)s go into a folder with its name, or a "
                    + "table with the columns file and label names them (data.table)"
            ])
    }

    /// The classes of a part and their samples.
    private static func part(
        _ folder: String, _ kind: SampleKind, _ place: String, _ notes: inout [String]
    ) throws(DatasetError) -> ([String], [SampleListing.Entry]) {
        let names = try subfolders(of: folder)
        guard !names.isEmpty else { throw .noClassFolders(folder) }
        // Names that look the same are: a file system may spell letters with accents in two ways.
        let spelt = Dictionary(grouping: names) { $0.precomposedStringWithCanonicalMapping }
        let classes = spelt.map { $1.count == 1 ? $1[0] : $0 }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var (entries, passed, nested): ([SampleListing.Entry], PassedOver, Int) = ([], PassedOver(), 0)
        var (maskCount, aMask): (Int, String?) = (0, nil)
        for (label, name) in classes.enumerated() {
            let folders = spelt[name.precomposedStringWithCanonicalMapping] ?? [name]
            var found: [String] = []
            for name in folders {
                let path = "\(folder)/\(name)"
                let samples = try kind.samples(in: path, passing: &passed)
                nested += samples.count {
                    $0.utf8.count { $0 == UInt8(ascii: "/") } > path.utf8.count { $0 == UInt8(ascii: "/") } + 1
                }
                found += samples
            }
            let masks = Masks.among(found)
            found.removeAll(where: masks.contains)
            if let first = masks.min() {
                (maskCount, aMask) = (maskCount + masks.count, aMask ?? first.dropFolder(folder))
            }
            guard !found.isEmpty else { throw .emptyClass("\(folder)/\(folders[0])") }
            if folders.count > 1 {
                notes.append(
                    "\(folders.count) folders\(place) are called \(name), in letters that look the same; they are one class"
                )
            }
            entries += found.map { SampleListing.Entry(path: $0, label: label) }
        }
        for name in try visibleNames(in: folder) where !isFolder("\(folder)/\(name)") {
            switch kind.role("\(folder)/\(name)") {
            case .sample, .other: passed.add(name)
            case .companion, .folder: break
            }
        }
        if nested > 0 {
            notes.append("\(nested) of \(kind.counted(entries.count))\(place) lie in folders within the classes'")
        }
        if let aMask {
            notes.append(
                "left out as masks or label maps of other \(kind.name)s\(place): \(maskCount), such as \(aMask)"
            )
        }
        if let text = passed.text { notes.append("passed over\(place): \(text)") }
        return (classes, entries)
    }
}

/// The names in a folder, sorted by their UTF-8 bytes; those that begin with a dot, and folders and files that systems
/// leave behind, left out.
func visibleNames(in folder: String) throws(DatasetError) -> [String] {
    let names: [String]
    do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !$0.hasPrefix(".") && !leftBySystems.contains($0.lowercased()) }
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

private let leftBySystems: Set<String> = [
    "__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "lost+found",
    "@eadir",
]

/// The visible folders in a folder, sorted.
func subfolders(of folder: String) throws(DatasetError) -> [String] {
    try visibleNames(in: folder).filter { isFolder("\(folder)/\($0)") }
}
