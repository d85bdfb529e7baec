import Synchronization
import TesseraThreads

/// Calls `body` for 0 ..< `count` on all cores.
///
/// - Parameters:
///   - count: the number of calls.
///   - what: what is done, for those who watch.
///   - progress: told how far it is, from many threads, about a hundred times.
///   - body: called once with each number, from many threads.
/// - Throws: the errors of all calls together.
func forEachOnAllCores(
    _ count: Int, _ what: String, _ progress: Dataset.Progress?, _ body: @Sendable (Int) throws(DatasetError) -> Void
) throws(DatasetError) {
    let failures = Failures()
    let done = Atomic(0)
    let step = max(1, count / 100)
    onAllCores(count) { index in
        do throws(DatasetError) {
            try body(index)
        } catch {
            failures.add(error, of: index)
        }
        let number = done.wrappingAdd(1, ordering: .relaxed).newValue
        if number % step == 0 || number == count { progress?(what, number, count) }
    }
    if let error = failures.error { throw error }
}

/// What `read` makes of each entry, on all cores.
///
/// - Throws: `DatasetError` of all entries that cannot be read.
func read<Result: Sendable>(
    _ entries: [SampleListing.Entry], _ what: String, _ progress: Dataset.Progress?,
    _ read: @Sendable (SampleListing.Entry) throws(DatasetError) -> Result
) throws(DatasetError) -> [Result] {
    let found = Mutex([Result?](repeating: nil, count: entries.count))
    try forEachOnAllCores(entries.count, what, progress) { index throws(DatasetError) in
        let result = try read(entries[index])
        found.withLock { $0[index] = result }
    }
    return found.withLock { $0 }.compactMap(\.self)
}
