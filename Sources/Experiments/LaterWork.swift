/// What an experiment file may say but the program cannot do yet: refused with a word, never ignored.
///
/// Whoever builds one of these deletes its line.
struct LaterWork {
    let path: [String]
    let what: String
    let neutral: String
    let isUsed: (Experiment) -> Bool

    static var all: [LaterWork] {
        [
            LaterWork("fusion.folds", "held-out folds", "1") { $0.fusion.folds > 1 }
        ]
    }

    private init(_ path: String, _ what: String, _ neutral: String, isUsed: @escaping (Experiment) -> Bool) {
        self.path = path.split(separator: ".").map(String.init)
        self.what = what
        self.neutral = neutral
        self.isUsed = isUsed
    }

    var message: String {
        "\(path.joined(separator: ".")) is not supported yet: \(what); leave it out or set it to \(neutral)"
    }
}
