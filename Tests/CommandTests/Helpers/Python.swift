import Foundation

/// The Python of the tests, with what Scripts/python.requirements lists.
enum Python {
    /// Where the test command has put it; nil where there is none.
    static let path = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

    static let missing = "TESSERA_PYTHON names no Python with what exported files are read by; Scripts/test sets it"
}

extension Workplace {
    /// A script of `Tests/CommandTests/Python`, to be run here.
    func python(_ script: String, _ arguments: String...) -> Command {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Command(
            executable: Python.path ?? "", arguments: [folder.path + "/Python/" + script] + arguments, folder: path)
    }
}
