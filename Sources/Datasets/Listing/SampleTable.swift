import Foundation

/// A table that names samples and their classes: a line each, with the columns `file` and `label`, in a CSV or TSV
/// file.
///
/// Fields are separated by commas, semicolons or tabs, and trimmed; the header's names are known in any letters. Parts
/// and groups may have columns, too: see `SampleLabels`.
struct SampleTable {
    let path: String
    /// The header's names, as written.
    private let names: [String]
    /// The fields of each line, and its number.
    private let rows: [(line: Int, fields: [String])]
    private let columns: (file: Int, label: Int, split: Int?, group: Int?)

    /// The tables that name the samples at `path`: that file, or what `labels` names, or what lies in that folder.
    ///
    /// Of several that lie there each must be called as a part. Those that lie there and are not used are told.
    ///
    /// - Throws: `DatasetError` where a table that is named is none, or it is not clear which counts.
    static func found(
        at path: String, labels: SampleLabels, notes: inout [String]
    ) throws(DatasetError) -> [SampleTable] {
        if let named = labels.table ?? (isFolder(path) ? nil : path) {
            guard exists(named) else { throw .noSuchFile(named) }
            switch try reading(named, labels) {
            case .table(let table): return [table]
            case .other(let names):
                throw .badTable(path: named, [SampleTable.lacking(names, labels)])
            }
        }
        var tables: [SampleTable] = []
        for name in try visibleNames(in: path) where isName(name) && !isFolder("\(path)/\(name)") {
            switch try reading("\(path)/\(name)", labels) {
            case .table(let table): tables.append(table)
            case .other(let names):
                guard try !areNamed(classFoldersOf: path, in: "\(path)/\(name)", names) else {
                    throw .badTable(
                        path: "\(path)/\(name)", ["it has lines for the folders beside it; " + lacking(names, labels)])
                }
                notes.append("\(name) is not used: \(lacking(names, labels))")
            }
        }
        let parts = tables.map(\.part)
        guard tables.count < 2 || parts.contains(.training) && Set(parts).count == tables.count && !parts.contains(nil)
        else {
            throw .badTable(
                path: path,
                [
                    "\(tables.map(\.path.lastName).joined(separator: " and ")) are tables of samples; give the one to use as "
                        + "data.table"
                ])
        }
        return tables
    }

    /// Whether a file may be a table, by its name.
    static func isName(_ name: String) -> Bool { name.lowercased().hasSuffixAmong([".csv", ".tsv"]) }

    /// The part that the table is called as.
    private var part: DataPart? { DataPart(name: String(path.lastName.prefix { $0 != "." })) }

    private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    private enum Reading {
        case table(SampleTable)
        /// A file without both columns: the names in its first line.
        case other([String])
    }

    private static func reading(_ path: String, _ labels: SampleLabels) throws(DatasetError) -> Reading {
        let stream = try ByteStream(path: path)
        // The largest table of samples there may be; more is something else.
        let bytes = try stream.read(1 << 28)
        guard try stream.isAtEnd else { return .other([]) }
        var most: [String] = []
        for separator in separators {
            // Any file may lie beside samples: it is a table of them if its first line says so.
            let header = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
            let names = ((try? parseCSV(header, separator: separator, path: path))?.first?.fields ?? []).map(trimmed)
            func column(_ column: TableColumns.Column) -> Int? {
                labels.columns.names(of: column).lazy.compactMap { name in
                    names.firstIndex { $0.lowercased() == name.lowercased() }
                }.first
            }
            if names.count > most.count { most = names }
            guard let file = column(.file), let label = column(.label) else { continue }
            let rows = try parseCSV(bytes, separator: separator, path: path).dropFirst()
            guard !rows.isEmpty else { throw .empty(path: path) }
            let isColumn = labels.groups.flatMap { wanted in
                names.firstIndex { $0.lowercased() == wanted.lowercased() }
            }
            return .table(
                SampleTable(
                    path: path, names: names, rows: rows.map { ($0.line, $0.fields.map(trimmed)) },
                    columns: (
                        file, label, column(.split),
                        labels.groups == nil ? column(.group) : isColumn
                    )))
        }
        return .other(most)
    }

    private static func lacking(_ names: [String], _ labels: SampleLabels) -> String {
        let first =
            names.isEmpty ? "its first line names no columns" : "it has the columns \(names.joined(separator: ", "))"
        return
            "\(first); \(labels.columns.file) and \(labels.columns.label) are needed, or data.columns: {file: ..., label: ...} that names others"
    }

    /// Whether the folders of a folder, which would be classes, are what a column of a file lists.
    private static func areNamed(
        classFoldersOf folder: String, in path: String, _ names: [String]
    ) throws(DatasetError) -> Bool {
        let folders = Set(try subfolders(of: folder))
        guard folders.count > 2, names.count > 1, let bytes = try? ByteStream(path: path).read(1 << 20) else {
            return false
        }
        for separator in separators {
            guard let rows = try? parseCSV(bytes, separator: separator, path: path) else { continue }
            for column in names.indices
            where folders.isSubset(
                of: rows.lazy.compactMap { $0.fields.count > column ? trimmed($0.fields[column]) : nil })
            {
                return true
            }
        }
        return false
    }
}

extension SampleTable {
    /// The samples of some tables, each those of a part or all of one.
    ///
    /// - Throws: `DatasetError` with all that is wrong with their lines.
    static func listing(
        of tables: [SampleTable], at path: String, kind: SampleKind, labels: SampleLabels
    ) throws(DatasetError) -> SampleListing {
        var mistakes: [(path: String, text: String)] = []
        var (rows, notes): ([Row], [String]) = ([], [])
        // Paths in a table that lies elsewhere are counted from the data's folder; several tables lie in one.
        let folder =
            labels.table != nil && isFolder(path)
            ? path + "/" : String(tables[0].path.dropLast(tables[0].path.lastName.count))
        var files = SampleFiles(below: folder, kind: kind)
        for table in tables {
            rows += try table.rows(&files, asPart: tables.count > 1 ? table.part : nil, &mistakes)
            notes += table.notes(tables.count > 1)
        }
        if let note = try files.note(rows.map(\.path)) { notes.append(note) }
        var lines: [String: [Int]] = [:]
        for row in rows { lines[row.label.lowercased().filter { !$0.isWhitespace }, default: []].append(row.line) }
        let spelt = Dictionary(grouping: Set(rows.map(\.label))) { $0.lowercased().filter { !$0.isWhitespace } }
        for (word, labels) in spelt.sorted(by: { $0.key < $1.key }) where labels.count > 1 {
            mistakes.append(
                (
                    tables[0].path,
                    "the labels \(labels.sorted().map { "“\($0)”" }.joined(separator: " and ")) (lines \(lines[word]?.prefix(3).map(String.init).joined(separator: ", ") ?? "")) "
                        + "differ in letters or blanks alone; make them one, or call one otherwise"
                ))
        }
        guard mistakes.isEmpty else { throw .badTable(path: mistakes[0].path, mistakes.map(\.text)) }
        let classes = Set(rows.map(\.label)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        var parts: [DataPart: [SampleListing.Entry]] = [:]
        for row in rows {
            parts[row.part ?? .training, default: []].append(
                SampleListing.Entry(path: row.path, label: places[row.label] ?? 0, group: row.group))
        }
        guard parts[.training] != nil else {
            throw .badTable(path: tables[0].path, ["no line is of the training part"])
        }
        let listing = SampleListing(classes: classes, parts: parts, notes: notes)
        try listing.checkGroups(at: tables[0].path)
        guard let groups = labels.groups, groups != SampleLabels.none, tables[0].columns.group == nil else {
            return listing
        }
        return try listing.grouped(by: labels, below: path)
    }

    /// A line of a table, looked up.
    private struct Row {
        let line: Int
        let path: String
        let label: String
        let part: DataPart?
        let group: String?
    }

    private func rows(
        _ files: inout SampleFiles, asPart fixed: DataPart?, _ mistakes: inout [(path: String, text: String)]
    ) throws(DatasetError) -> [Row] {
        var found: [Row] = []
        var seen: [String: (line: Int, label: String)] = [:]
        for (line, fields) in rows {
            func mistake(_ text: String) { mistakes.append((path, "line \(line) \(text)")) }
            guard fields.count == names.count else {
                mistake("has \(fields.count) fields, the first line \(names.count)")
                continue
            }
            let (file, label) = (fields[columns.file], fields[columns.label])
            guard !file.isEmpty, !label.isEmpty else {
                mistake("lacks its \(file.isEmpty ? names[columns.file] : names[columns.label])")
                continue
            }
            if let first = seen[file] {
                mistake(
                    first.label == label
                        ? "names \(file), as line \(first.line) does"
                        : "gives \(file) the label \(label), line \(first.line) the label \(first.label)")
                continue
            }
            seen[file] = (line, label)
            var part = fixed
            if let column = columns.split, fixed == nil {
                part = DataPart(name: fields[column])
                if part == nil {
                    mistake("has the \(names[column]) “\(fields[column])”; train, val or test is right")
                    continue
                }
            }
            switch try files.path(of: file) {
            case .one(let path):
                let group = columns.group.map { fields[$0] }.flatMap { $0.isEmpty ? nil : $0 }
                found.append(Row(line: line, path: path, label: label, part: part, group: group))
            case .none: mistake("names \(file), which is not there")
            case .several(let paths):
                mistake("names \(file), which may be \(paths.prefix(2).joined(separator: " or "))")
            }
        }
        return found
    }

    /// What the table's columns say beyond classes.
    private func notes(_ isPart: Bool) -> [String] {
        var notes = [
            "\(path.lastName) names the samples and their classes (columns \(names[columns.file]) and \(names[columns.label]))"
        ]
        if let split = columns.split, !isPart {
            notes.append(
                "the column \(names[split]) says of which part a sample is (data.columns.split: none turns that off)")
        }
        if let group = columns.group {
            let count = Set(rows.lazy.filter { $0.fields.count > group }.map { $0.fields[group] }).count
            notes.append(
                "samples of one \(names[group]) stay together, \(count) in all (data.groups: none turns that off)")
        }
        return notes
    }
}

extension SampleListing {
    /// The same, in groups.
    fileprivate func grouped(by labels: SampleLabels, below path: String) throws(DatasetError) -> SampleListing {
        var listing = self
        try listing.group(by: labels, below: isFolder(path) ? path : String(path.dropLast(path.lastName.count + 1)))
        return listing
    }
}

/// A field without blanks at its ends.
private func trimmed(_ field: String) -> String { field.trimmingCharacters(in: .whitespaces) }
