import ArgumentParser
import Synchronization
import TesseraDatasets

/// Files that could not be read while the others were: told at the end, which then is status 65.
final class BadFiles: Sendable {
    private let errors = Mutex<[DatasetError]>([])

    func add(_ error: DatasetError) { errors.withLock { $0.append(error) } }

    /// - Throws: `ExitCode`, after all have been told, where there are any.
    func tell() throws {
        let errors = errors.withLock { $0 }
        for error in errors { printError("error: \(error)") }
        if !errors.isEmpty { throw ExitCode(Failure.Status.input.rawValue) }
    }
}
