import Foundation
import Synchronization

/// The event files of a run: one in its own folder that tells what it was made with, and one a call in each network's.
///
/// It is a help to whoever watches, not a part of the training: where a file cannot be written it says so once and is
/// silent from then on. Many threads may use it at once.
public final class RunLog: Sendable {
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
    public init(note: @escaping @Sendable (String) -> Void) {
        self.note = note
    }

    /// Adds a point to each curve in a folder.
    ///
    /// The first one begins a new file, and takes back what older files there tell of this step and of later ones.
    public func add(_ values: [(tag: String, value: Double)], step: Int, in folder: String) {
        attempt { state throws(LogError) in
            let file = state.files[folder]
            var records = file == nil ? EventRecords(beginningAt: step) : EventRecords()
            records.add(values, step: step)
            let path = file ?? "\(folder)/\(EventRecords.fileName())"
            try append(records.bytes, to: path)
            state.files[folder] = path
        }
    }

    /// Tells in a folder what a run was made with and how it does, in place of what was told there before.
    ///
    /// The new file has a later name than the old one: a TensorBoard that is watching looks for that.
    public func replace(_ parameters: HyperParameters, _ values: [(tag: String, value: Double)], in folder: String) {
        attempt { _ throws(LogError) in
            var records = EventRecords(beginningAt: 0)
            records.add(parameters)
            records.add(values, step: 0)
            let name = EventRecords.fileName() + Self.suffix
            // Not one of TensorBoard's names until it is whole.
            let scratch = "\(folder)/.\(UInt32.random(in: 0 ... .max)).part"
            do throws(LogError) {
                try append(records.bytes, to: scratch)
                guard rename(scratch, "\(folder)/\(name)") == 0 else { throw LogError("\(folder)/\(name)", errno) }
            } catch {
                unlink(scratch)
                throw error
            }
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for file in files where file.hasSuffix(Self.suffix) && file < name { unlink("\(folder)/\(file)") }
        }
    }

    private func attempt(_ body: (inout State) throws(LogError) -> Void) {
        let failure = state.withLock { state -> LogError? in
            guard !state.hasFailed else { return nil }
            do throws(LogError) {
                try body(&state)
                return nil
            } catch {
                state.hasFailed = true
                return error
            }
        }
        if let failure { note("no more files for TensorBoard: \(failure.path) cannot be written (\(failure.reason))") }
    }
}

/// Puts `bytes` at the end of a file, which is made where it is missing; as long as before when this throws.
private func append(_ bytes: [UInt8], to path: String) throws(LogError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw LogError(path, errno) }
    defer { close(descriptor) }
    let length = lseek(descriptor, 0, SEEK_END)
    let count = write(descriptor, bytes, bytes.count)
    guard count == bytes.count else {
        // A disk that takes a part only is full.
        let code = count < 0 ? errno : ENOSPC
        ftruncate(descriptor, length)
        throw LogError(path, code)
    }
}

/// The system's refusal to write an event file.
private struct LogError: Error {
    let path: String
    let reason: String

    init(_ path: String, _ code: Int32) {
        self.path = path
        reason = String(cString: strerror(code))
    }
}
