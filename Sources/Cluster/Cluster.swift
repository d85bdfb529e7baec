import CTesseraMPI
import Foundation
import Synchronization

/// The processes that work on one run, on one machine or many: this one's number, and messages between them.
///
/// The engine is Open MPI. All processes make the same calls in the same order, from one thread at a time.
package final class Cluster: Sendable {
    /// This process's number, from 0.
    ///
    /// Process 0, the leader, fuses and writes.
    package let rank: Int
    /// How many processes there are.
    package let count: Int
    /// What Open MPI calls each of these processes: their numbers among all that were started.
    private let members: [Int32]
    private let check = Mutex<@Sendable () throws -> Void>({})
    private let adders = Mutex(Adders())

    private init(rank: Int, members: [Int32]) {
        (self.rank, self.members) = (rank, members)
        count = members.count
    }

    /// One process by itself; nothing is sent.
    package static let alone = Cluster(rank: 0, members: [0])

    /// Some of these processes as a cluster of their own, which the first of them leads; nil in all others.
    package func group(_ ranks: [Int]) -> Cluster? {
        precondition(Set(ranks).count == ranks.count && ranks.allSatisfy((0..<count).contains), "processes \(ranks)")
        guard let place = ranks.firstIndex(of: rank) else { return nil }
        let group = Cluster(rank: place, members: ranks.map { members[$0] })
        group.checkWhileWaiting(check.withLock { $0 })
        return group
    }

    /// Joins the processes that `mpirun` or `srun` started with this one; `alone` where none of them did.
    ///
    /// - Throws: `ClusterError` where the launcher's MPI cannot be used.
    package static func joined() throws(ClusterError) -> Cluster {
        guard try processesStartedTogether > 1 else { return alone }
        var message = cmpi_message()
        guard cmpi_open(&message) == 0 else { throw .missingLibrary(message.string) }
        return Cluster(rank: Int(cmpi_rank()), members: Array(0..<cmpi_size()))
    }

    /// Leaves the others, at the end of work that all have done.
    package func leave() {
        if count > 1 { cmpi_close() }
    }

    /// This process's number among those on the same machine, from 0.
    package var localRank: Int { Launcher.localRank(ProcessInfo.processInfo.environment) ?? rank }

    /// Waits for the others to stop too, but not for long: launchers kill who is left when one ends early, and what the
    /// others were about to save would be lost.
    package func part(within limit: Duration) throws {
        let deadline = ContinuousClock.now + limit
        func hasCome(_ other: Int) throws -> Bool {
            while try !isHere(Tag.farewell, from: other) {
                guard ContinuousClock.now < deadline else { return false }
                usleep(1000)
            }
            return true
        }
        func wave(to other: Int) throws { try call { cmpi_send([0], 1, members[other], Tag.farewell, &$0) } }
        guard isLeader else {
            try wave(to: 0)
            _ = try hasCome(0)
            return
        }
        for other in 1..<max(1, count) { _ = try hasCome(other) }
        for other in 1..<max(1, count) { try wave(to: other) }
    }

    /// Whether Open MPI is on this machine.
    package static var isInstalled: Bool { cmpi_is_installed() }

    /// Whether this is process 0.
    package var isLeader: Bool { rank == 0 }

    /// Has `check` called now and then while this process waits for others; what it throws ends the waiting.
    package func checkWhileWaiting(_ check: @escaping @Sendable () throws -> Void) {
        self.check.withLock { $0 = check }
    }

    /// How a process waits for others.
    package enum Waiting: Sendable {
        /// For minutes perhaps: it sleeps between looks, and may be told to stop.
        case patient
        /// For microseconds: it keeps its core busy.
        case eager
    }

    /// The leader's bytes, in every process.
    package func broadcast(_ bytes: [UInt8], _ waiting: Waiting = .patient) throws -> [UInt8] {
        guard isLeader else { return try receive(from: 0, waiting) }
        for other in 1..<max(1, count) { try send(bytes, to: other) }
        return bytes
    }

    /// In the leader the bytes of each process, by its number; in the others nothing.
    package func gather(_ bytes: [UInt8], _ waiting: Waiting = .patient) throws -> [[UInt8]] {
        guard isLeader else {
            try send(bytes, to: 0)
            return []
        }
        return try [bytes] + (1..<max(1, count)).map { try receive(from: $0, waiting) }
    }

    /// The part for this process of those that the leader has for each; what the others give is not looked at.
    package func scatter(_ parts: [[UInt8]], _ waiting: Waiting = .patient) throws -> [UInt8] {
        guard isLeader else { return try receive(from: 0, waiting) }
        precondition(parts.count == count, "\(parts.count) parts for \(count) processes")
        for other in 1..<max(1, count) { try send(parts[other], to: other) }
        return parts[0]
    }

    /// In the leader what process `owner` has, which is asked to `make` it; in all others nil.
    package func delivered(by owner: Int, _ make: () throws -> [UInt8]) throws -> [UInt8]? {
        if owner == rank {
            let bytes = try make()
            guard !isLeader else { return bytes }
            try send(bytes, to: 0)
        }
        return isLeader ? try receive(from: owner, .patient) : nil
    }

    /// The sum of each value over all processes, in every process.
    ///
    /// It keeps its core busy.
    ///
    /// Last bits depend on how many processes there are.
    package func addUp(_ values: inout [Float]) throws {
        guard count > 1 else { return }
        try adders.withLock { adders in
            if adders.group == nil { try call { cmpi_make_group(members, Int32(count), &adders.group, &$0) } }
            guard let group = adders.group else { preconditionFailure("Open MPI made no group") }
            try call { cmpi_add_up(&values, Int64(values.count), group, &$0) }
        }
    }

    private func send(_ bytes: [UInt8], to other: Int) throws {
        let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
        for part in [length, bytes] {
            try call { cmpi_send(part, Int64(part.count), members[other], Tag.data, &$0) }
        }
    }

    private func receive(from other: Int, _ waiting: Waiting) throws -> [UInt8] {
        if waiting == .patient {
            while try !isHere(Tag.data, from: other) {
                try check.withLock { $0 }()
                usleep(1000)
            }
        }
        var length: UInt64 = 0
        try call { cmpi_receive(&length, 8, members[other], Tag.data, &$0) }
        let count = Int(UInt64(littleEndian: length))
        var bytes = [UInt8](repeating: 0, count: count)
        try call { cmpi_receive(&bytes, Int64(count), members[other], Tag.data, &$0) }
        return bytes
    }

    private func isHere(_ tag: Int32, from other: Int) throws -> Bool {
        var isHere = false
        try call { cmpi_is_here(members[other], tag, &isHere, &$0) }
        return isHere
    }

    private func call(_ body: (inout cmpi_message) -> Int32) throws {
        var message = cmpi_message()
        guard body(&message) == 0 else { throw ClusterError.lost(message.string) }
    }
}

/// What Open MPI adds numbers up with, made when it is first asked to.
private struct Adders: @unchecked Sendable {
    // Unchecked: a handle that only calls under its cluster's lock use.
    var group: OpaquePointer?
}

/// What a message is for.
private enum Tag {
    static let data: Int32 = 1
    static let farewell: Int32 = 2
}

extension cmpi_message {
    fileprivate var string: String {
        // The message is a C array, a tuple here; it ends with a zero byte within it.
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
