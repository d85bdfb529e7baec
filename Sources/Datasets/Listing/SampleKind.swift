import Glibc

/// A kind of samples that lie in files: images or volumes.
struct SampleKind: Sendable {
    /// What an entry of a folder is.
    enum Role {
        case sample
        /// A folder to look into.
        case folder
        /// What belongs to a sample, or to none in any data set.
        case companion
        /// Something else.
        case other
    }

    /// `image` or `volume`.
    let name: String
    /// What the file or folder at a path is.
    let role: @Sendable (_ path: String) -> Role

    /// So many, in words.
    func counted(_ count: Int) -> String { "\(count) \(name)\(count == 1 ? "" : "s")" }

    /// The samples in a folder and in folders below it, each folder's by their names' bytes.
    ///
    /// - Throws: `DatasetError` where a folder cannot be listed, or folders lie in each other without end.
    func samples(in folder: String, passing others: inout PassedOver) throws(DatasetError) -> [String] {
        try samples(in: folder, within: [], passing: &others)
    }

    private func samples(
        in folder: String, within outer: Set<FolderNumber>, passing others: inout PassedOver
    ) throws(DatasetError) -> [String] {
        guard outer.count < 32 else { throw .unreadable(path: folder, reason: "folders within folders, 32 deep") }
        // A link back leads to what has been found already.
        guard let number = FolderNumber(folder), !outer.contains(number) else { return [] }
        let inner = outer.union([number])
        var found: [String] = []
        for name in try visibleNames(in: folder) {
            let path = "\(folder)/\(name)"
            switch role(path) {
            case .sample: found.append(path)
            case .folder: found += try samples(in: path, within: inner, passing: &others)
            case .companion: break
            case .other: others.add(name)
            }
        }
        return found
    }
}

/// What the system knows a folder by, whatever path leads to it.
private struct FolderNumber: Hashable {
    private let device: dev_t
    private let file: ino_t

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, file) = (status.st_dev, status.st_ino)
    }
}

/// Files that are passed over, counted by their endings.
struct PassedOver {
    private var counts: [String: Int] = [:]

    /// Counts a file.
    mutating func add(_ name: String) {
        let ending = name.dropFirst().lastIndex(of: ".").map { String(name[$0...]) } ?? ""
        counts[ending, default: 0] += 1
    }

    /// Such as `2 .heic, 1 without ending`; nil where there are none.
    var text: String? {
        counts.isEmpty
            ? nil
            : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.value) \($0.key.isEmpty ? "without ending" : $0.key)" }.joined(separator: ", ")
    }
}
