import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraTraining

/// A run's folder has one experiment at a time: it is looked at, written and trained under one lock.
extension RunFolder {
    /// The subfolders that a training writes to.
    private var ownFolders: Set<String> { Set(stages.map(\.name) + ["landscape"]) }

    /// Takes the folder for a training of `experiment`, as long as the lock lives.
    ///
    /// Processes that train the same experiment share it; who asks for another one, or for other values that may
    /// change, waits until all have ended.
    ///
    /// - Parameters:
    ///   - experiment: what is to be trained.
    ///   - mayExist: whether the run may have been begun before.
    ///   - prepare: brings the folder from what it holds to what the training needs; called while no other process uses
    ///     it.
    ///   - begin: writes what is known before training.
    /// - Returns: the lock, which others that train the same experiment may share.
    /// - Throws: `RunError` where the folder holds a run and should not, or one of another experiment, as it is then,
    ///   or is in use by one; `FileError`; what `prepare` and `begin` throw.
    package func claim(
        for experiment: Experiment, mayExist: Bool, prepare: () throws -> Void, begin: () throws -> Void
    ) throws -> FolderLock {
        try makeFolder(path)
        let deadline = ContinuousClock.now + .seconds(10)
        repeat {
            if let lock = try FolderLock(path) {
                try check(for: experiment, mayExist: mayExist)
                try checkLinks()
                removeTemporaryFiles(in: path)
                try prepare()
                try begin()
                try lock.share()
                // Others may have been quicker where the lock is handed over: compared again.
                guard holds(experiment) else { throw RunError.runInUse(path) }
                return lock
            }
            if let lock = try FolderLock(path, isShared: true), isBegun {
                try check(for: experiment, mayExist: mayExist)
                guard holds(experiment) else { throw RunError.runInUse(path) }
                try begin()
                return lock
            }
            // Somebody is just beginning, or has just ended.
            usleep(20_000)
        } while .now < deadline
        throw RunError.runInUse(path)
    }

    /// Makes sure that what is written to the run's subfolders stays in the run.
    ///
    /// - Throws: `RunError.leadsOut`.
    package func checkLinks() throws {
        let links = linksLeadingOut(of: path, among: ownFolders)
        guard links.isEmpty else { throw RunError.leadsOut(links) }
    }
}
