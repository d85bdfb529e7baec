/// Files that mark what others show, known by their names: masks and label maps.
///
/// A last word such as `mask` makes a file one where a sample beside it is called by the rest of its name. Where it is the
/// whole name, or one that nobody calls a picture by, such as `dseg`, any sample beside it will do: `sub-1_dseg` lies beside
/// `sub-1_T1w`.
enum Masks {
    private static let words: Set<String> = ["seg", "segmentation", "mask", "masks", "label", "labels"]
    private static let wordsOfMapsOnly: Set<String> = [
        "labelmap", "labelmaps", "aseg", "parc", "aparc", "wmparc", "dseg", "probseg",
    ]

    /// The masks and label maps among samples.
    static func among(_ paths: [String]) -> Set<String> {
        let names = paths.map(Name.init)
        let wholes = Set(names.map(\.whole))
        let folders = Set(names.lazy.filter { !$0.isCandidate }.map(\.folder))
        return Set(
            zip(paths, names).filter { _, name in
                guard name.isCandidate else { return false }
                let isAlone = name.rest.isEmpty || wordsOfMapsOnly.contains(name.word)
                return isAlone ? folders.contains(name.folder) : wholes.contains(name.folder + name.rest)
            }.map(\.0))
    }

    /// A path in parts.
    private struct Name {
        /// With the slash at its end.
        let folder: String
        /// The path up to the name's first point.
        let whole: String
        /// What stands before the last word and the mark between them, and that word in small letters; without such a mark
        /// nothing, and the whole name.
        let rest: String
        let word: String

        var isCandidate: Bool { words.contains(word) || wordsOfMapsOnly.contains(word) }

        init(_ path: String) {
            let last = path.lastName
            folder = String(path.prefix(path.count - last.count))
            let stem = last.prefix { $0 != "." }
            whole = folder + stem
            let end = stem.lastIndex { "_-+ ".contains($0) }
            rest = end.map { String(stem[..<$0]) } ?? ""
            word = (end.map { stem[stem.index(after: $0)...] } ?? stem).lowercased()
        }
    }
}
