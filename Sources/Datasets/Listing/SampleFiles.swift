/// The files that a table may mean: by path from a folder on, or by name alone, wherever they lie below it.
struct SampleFiles {
    /// What a name in a table is.
    enum Found {
        case none
        case one(String)
        case several([String])
    }

    private let folder: String
    private let kind: SampleKind
    /// All samples below the folder, by their names, and by these without their endings; nil: not looked for yet.
    private var byName: [String: [String]]?
    private var all: [String] = []
    private var isByName = false

    /// Files below a folder, whose path ends with a slash or is empty.
    init(below folder: String, kind: SampleKind) {
        self.folder = folder
        self.kind = kind
    }

    /// The file, or folder, that a table calls `name`.
    ///
    /// - Throws: `DatasetError` where folders cannot be listed.
    mutating func path(of name: String) throws(DatasetError) -> Found {
        let direct = name.hasPrefix("/") ? name : folder + name
        if exists(direct) { return .one(direct) }
        guard !name.contains("/") else { return .none }
        let found = try names()[name] ?? []
        isByName = isByName || !found.isEmpty
        return found.count > 1 ? .several(found) : found.first.map { .one($0) } ?? .none
    }

    private mutating func names() throws(DatasetError) -> [String: [String]] {
        if let byName { return byName }
        try look()
        var names: [String: [String]] = [:]
        for path in all {
            let name = path.lastName
            let stem = name.lowercased().hasSuffix(".nii.gz") ? String(name.dropLast(7)) : name.withoutEnding
            for word in Set([name, stem]) { names[word, default: []].append(path) }
        }
        byName = names
        return names
    }

    private mutating func look() throws(DatasetError) {
        var passed = PassedOver()
        let place = folder.isEmpty ? "." : folder == "/" ? "/" : String(folder.dropLast())
        all = try kind.samples(in: place, passing: &passed).map { folder.isEmpty ? $0.dropFolder(".") : $0 }
    }

    /// What a user should know: that files were found by their names, and which samples no table names.
    mutating func note(_ named: [String]) throws(DatasetError) -> String? {
        if byName == nil { try look() }
        let used = Set(named)
        let unused = all.filter { !used.contains($0) && !$0.folders.contains(where: used.contains) }
        let notes = [
            isByName ? "files are found by their names, wherever they lie" : nil,
            unused.isEmpty
                ? nil
                : "not in the table: \(kind.counted(unused.count)), such as \(unused[0].dropFolder(String(folder.dropLast())))",
        ].compactMap(\.self)
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }
}

extension String {
    /// The folders that a path leads through.
    fileprivate var folders: [String] {
        indices.dropFirst().filter { self[$0] == "/" }.map { String(self[..<$0]) }
    }

    /// The name without what stands behind its last point.
    fileprivate var withoutEnding: String { dropFirst().lastIndex(of: ".").map { String(self[..<$0]) } ?? self }
}
