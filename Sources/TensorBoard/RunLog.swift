import Foundation
import Synchronization
import TesseraFiles

/// The event files of a run: one in its own folder that tells what it was made with, and one a call in each network's.
///
/// It is a help to whoever watches, not a part of the training: where a file cannot be written it says so once and is
/// silent from then on. Many threads may use it at once.
package final class RunLog: Sendable {
    private struct State {
        /// By their folders, the files that were begun here.
        var files: [String: String] = [:]
        var hasFailed = false
    }

    /// What ends the names of files that tell what a run was made with.
    private static let suffix = ".run"
    private let note: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// A log that nothing is written to yet.
    ///
    /// - Parameter note: shows a line to the user.
    package init(note: @escaping @Sendable (String) -> Void) {
        self.note = note
    }

    /// Adds a point to each curve in a folder.
    ///
    /// The first one begins a new file, and takes back what older files there tell of this step and of later ones.
    package func add(_ values: [(tag: String, value: Double)], step: Int, in folder: String) {
        attempt { state throws(FileError) in
            let file = state.files[folder]
            var records = file == nil ? EventRecords(beginningAt: step) : EventRecords()
            records.add(values, step: step)
            let path = file ?? "\(folder)/\(EventRecords.fileName())"
            try appendToFile(at: path, records.bytes)
            state.files[folder] = path
        }
    }

    /// Tells in a folder what a run was made with and how it does, in place of what was told there before.
    ///
    /// The new file has a later name than the old one: a TensorBoard that is watching looks for that.
    package func replace(_ parameters: HyperParameters, _ values: [(tag: String, value: Double)], in folder: String) {
        attempt { _ throws(FileError) in
            var records = EventRecords(beginningAt: 0)
            records.add(parameters)
            records.add(values, step: 0)
            let name = EventRecords.fileName() + Self.suffix
            // None of TensorBoard's names until it is whole.
            try replaceFile(at: "\(folder)/\(name)", with: records.bytes)
            for file in fileNames(in: folder) where file.hasSuffix(Self.suffix) && file < name {
                unlink("\(folder)/\(file)")
            }
        }
    }

    private func attempt(_ body: (inout State) throws(FileError) -> Void) {
        let failure = state.withLock { state -> FileError? in
            guard !state.hasFailed else { return nil }
            do throws(FileError) {
                try body(&state)
                return nil
            } catch {
                state.hasFailed = true
                return error
            }
        }
        if let failure { note("no more files for TensorBoard: \(failure)") }
    }
}
