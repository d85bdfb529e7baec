/// A CSV file that names volumes and their classes, in the columns `file` and `label`.
struct VolumeTable {
    let path: String
    /// The labels that occur, sorted by their UTF-8 bytes.
    let classes: [String]
    let entries: [ClassFolders.Entry]

    /// The table in the file `path`; nil where its first line does not name both columns.
    init?(path: String) throws(DatasetError) {
        let stream = try ByteStream(path: path)
        // The largest table of volumes there may be; more is something else.
        let bytes = try stream.read(1 << 28)
        guard try stream.isAtEnd else { return nil }
        // Any CSV file may lie beside volumes: one is a table of them if its first line says so.
        let names: [String]
        do {
            names = try parseCSV(Array(bytes.prefix { $0 != UInt8(ascii: "\n") }), path: path).first?.fields ?? []
        } catch {
            return nil
        }
        guard let file = names.firstIndex(of: "file"),
            let label = names.firstIndex(of: "label")
        else { return nil }
        let rows = try parseCSV(bytes, path: path)
        guard rows.count > 1 else { throw .empty(path: path) }
        for row in rows where row.fields.count != names.count {
            let reason = "line \(row.line) has \(row.fields.count) fields, the first line \(names.count)"
            throw .badFile(path: path, reason: reason)
        }
        for row in rows where row.fields[file].isEmpty || row.fields[label].isEmpty {
            throw .badFile(path: path, reason: "line \(row.line) lacks its file or its label")
        }
        var lines: [String: Int] = [:]
        for row in rows.dropFirst() {
            if let other = lines.updateValue(row.line, forKey: row.fields[file]) {
                throw .badFile(path: path, reason: "lines \(other) and \(row.line) name the same file")
            }
        }
        let classes = Set(rows.dropFirst().map { $0.fields[label] })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let folder = path.contains("/") ? path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex) : ""
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        self.path = path
        self.classes = classes
        entries = rows.dropFirst().map { row in
            let name = row.fields[file]
            return ClassFolders.Entry(
                path: name.hasPrefix("/") ? name : folder + name, label: places[row.fields[label]] ?? 0)
        }
    }
}
