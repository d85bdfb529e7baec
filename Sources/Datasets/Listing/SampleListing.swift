import Synchronization

/// The samples of a data set in files: which there are, of which class and part each is, and what has been passed over.
struct SampleListing {
    /// A file, or a folder that is one sample, and its class.
    struct Entry {
        let path: String
        let label: Int
        /// What samples share that belong together, such as a patient; nil: it belongs to none.
        var group: String?
    }

    /// The names of the classes, sorted by their UTF-8 bytes.
    var classes: [String]
    /// The parts that the data have of their own, the training part first; that one alone where they have none.
    var parts: [(part: DataPart, entries: [Entry])]
    /// What a user should know of it, a line each.
    var notes: [String] = []

    /// All samples, part by part.
    var entries: [Entry] { parts.flatMap(\.entries) }

    /// The samples at `path`: those that a table there names, or those in class folders.
    ///
    /// - Throws: `DatasetError` where there is neither, or it contradicts itself.
    init(at path: String, kind: SampleKind, labels: SampleLabels) throws(DatasetError) {
        var unused: [String] = []
        let tables = try SampleTable.found(at: path, labels: labels, notes: &unused)
        if !tables.isEmpty {
            self = try SampleTable.listing(of: tables, at: path, kind: kind, labels: labels)
        } else {
            self = try ClassFolders.listing(of: path, kind: kind)
            try group(by: labels, below: path)
        }
        notes = unused + notes
        let trained = Set(parts[0].entries.map(\.label))
        let untrained = classes.indices.filter { !trained.contains($0) }.map { classes[$0] }
        if classes.count >= 10, entries.count < 5 * classes.count {
            notes.append(
                "\(classes.count) classes have \(kind.counted(entries.count)) in all; are these folders patients rather than classes?"
            )
        }
        if !untrained.isEmpty {
            notes.append("no training sample is of the class \(untrained.joined(separator: ", "))")
        }
    }

    /// Samples of these parts, those without any left out.
    ///
    /// One part beside training is validation, whatever its makers call it.
    init(classes: [String], parts: [DataPart: [Entry]], notes: [String]) {
        self.classes = classes
        self.notes = notes
        let others = [DataPart.validation, .test].compactMap { parts[$0] }.filter { !$0.isEmpty }
        self.parts = [(.training, parts[.training] ?? [])] + zip([DataPart.validation, .test], others).map { ($0, $1) }
    }

    /// Puts samples into groups by what a pattern finds in their names.
    mutating func group(by labels: SampleLabels, below root: String) throws(DatasetError) {
        guard let pattern = labels.groups, pattern != SampleLabels.none else { return }
        let names = try NamePattern(pattern, of: root)
        var missing: [String] = []
        for part in parts.indices {
            for index in parts[part].entries.indices {
                let path = parts[part].entries[index].path
                parts[part].entries[index].group = names.group(of: path)
                if parts[part].entries[index].group == nil { missing.append(path) }
            }
        }
        guard missing.isEmpty else {
            throw .badTable(
                path: root,
                ["data.groups finds no group in \(missing.count) names, such as \(missing[0].dropFolder(root))"])
        }
        try checkGroups(at: root)
        let count = Set(entries.compactMap(\.group)).count
        notes.append("samples of one of \(count) groups stay together (data.groups)")
    }

    /// Leaves out files that cannot be read to their last value, where the options say so.
    ///
    /// - Throws: `DatasetError` where none of a part is left.
    mutating func keepReadable(
        _ options: Dataset.Options, _ read: @Sendable (Entry) throws(DatasetError) -> Void
    ) throws(DatasetError) {
        guard options.badFile != nil else { return }
        for part in parts.indices {
            let entries = parts[part].entries
            parts[part].entries = try options.readable(entries, read)
            if parts[part].entries.isEmpty, !entries.isEmpty { throw .empty(path: entries[0].path) }
        }
    }

    /// Makes sure that no group is in two parts.
    func checkGroups(at path: String) throws(DatasetError) {
        var partOf: [String: DataPart] = [:]
        for (part, entries) in parts {
            for group in Set(entries.compactMap(\.group)).sorted() {
                guard let other = partOf.updateValue(part, forKey: group) else { continue }
                throw .badTable(
                    path: path,
                    [
                        "the group \(group) is in both the \(other.rawValue) and the \(part.rawValue) part; data.groups: none allows that"
                    ])
            }
        }
    }
}

extension Dataset.Options {
    /// The entries whose files can be read to their last value; of the others `badFile` is told.
    func readable(
        _ entries: [SampleListing.Entry], _ read: @Sendable (SampleListing.Entry) throws(DatasetError) -> Void
    ) throws(DatasetError) -> [SampleListing.Entry] {
        guard let badFile else { return entries }
        let errors = Mutex<[Int: DatasetError]>([:])
        try forEachOnAllCores(entries.count, "looking through", progress) { index throws(DatasetError) in
            do throws(DatasetError) {
                try read(entries[index])
            } catch {
                errors.withLock { $0[index] = error }
            }
        }
        let found = errors.withLock { $0 }
        for (_, error) in found.sorted(by: { $0.key < $1.key }) { badFile(error) }
        return entries.indices.filter { found[$0] == nil }.map { entries[$0] }
    }
}

extension String {
    /// The path from a folder on.
    func dropFolder(_ folder: String) -> String { hasPrefix(folder + "/") ? String(dropFirst(folder.count + 1)) : self }

    /// What stands behind the last slash.
    var lastName: String { split(separator: "/").last.map(String.init) ?? self }
}
