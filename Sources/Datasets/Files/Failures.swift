import Synchronization

/// Gathers what is wrong with many files that are read at once, to tell it together.
final class Failures: Sendable {
    private let found = Mutex<[(index: Int, error: DatasetError)]>([])

    func add(_ error: DatasetError, of index: Int) {
        found.withLock { $0.append((index, error)) }
    }

    /// The one error that there is, or all of them in the samples' order; nil where all is well.
    var error: DatasetError? {
        let sorted = found.withLock { $0 }.sorted { $0.index < $1.index }.map(\.error)
        return sorted.count > 1 ? .several(sorted) : sorted.first
    }
}
