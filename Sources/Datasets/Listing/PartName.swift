extension DataPart {
    /// The part that people call so, in whatever letters; nil where it is no part's name.
    init?(name: String) {
        let word = name.lowercased().replacing("-", with: "_")
        let stem = word.hasSuffix("_set") ? String(word.dropLast(4)) : word
        switch stem {
        case "train", "training", "trainset": self = .training
        case "val", "valid", "validation", "dev", "eval": self = .validation
        case "test", "testing", "testset": self = .test
        default: return nil
        }
    }
}
