import Foundation
import TesseraCluster

/// What processes of a cluster make sure of before they begin.
extension Cluster {
    /// What `body` gives; where it fails in any process it fails in all, and the leader tells what failed where.
    func together<Value>(_ body: () throws -> Value) throws -> Value {
        guard count > 1 else { return try body() }
        let result = Result { try body() }
        var failure: Failed?
        if case .failure(let error) = result {
            let status = Failure.status(of: error) ?? .usage
            failure = Failed(host: Host.name, status: status.rawValue, message: Failure.message(of: error))
        }
        let all = try gathered(failure)
        let status = try shared { all.compactMap { $0 }.first?.status }
        guard let status else { return try result.get() }
        guard isLeader else { throw FailedElsewhere(status: status) }
        throw FailedTogether(all)
    }
}

private enum Host {
    static var name: String { ProcessInfo.processInfo.hostName }
}

/// How one process failed.
struct Failed: Codable {
    let host: String
    let status: Int32
    let message: String
}

/// Some processes failed before anything was trained.
struct FailedTogether: Error, CustomStringConvertible {
    let status: Failure.Status
    let description: String

    /// One process's failure, or nil, each.
    init(_ all: [Failed?]) {
        let failed = all.enumerated().compactMap { rank, failure in failure.map { (rank: rank, failure: $0) } }
        status = failed.first.flatMap { Failure.Status(rawValue: $0.failure.status) } ?? .bug
        let isSame = failed.count == all.count && Set(failed.map(\.failure.message)).count == 1
        description =
            isSame
            ? failed[0].failure.message
            : failed.map { "process \($0.rank) on \($0.failure.host): \($0.failure.message)" }.joined(separator: "\n")
    }
}

/// Another process failed; the leader has told of it.
struct FailedElsewhere: Error {
    let status: Int32
}
