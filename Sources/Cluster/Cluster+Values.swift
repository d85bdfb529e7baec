import Foundation

/// What is sent as JSON: values that are small.
extension Cluster {
    /// The leader's value, in every process; `make` is asked in the leader only.
    package func shared<Value: Codable>(
        _ waiting: Waiting = .patient, _ make: () throws -> Value
    ) throws -> Value {
        guard count > 1 else { return try make() }
        let bytes = try broadcast(isLeader ? Array(JSONEncoder().encode(make())) : [], waiting)
        return try JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    /// In the leader each process's value, by its number; in the others nothing.
    package func gathered<Value: Codable>(_ value: Value) throws -> [Value] {
        try gather(Array(JSONEncoder().encode(value))).map { try JSONDecoder().decode(Value.self, from: Data($0)) }
    }

    /// Waits until all processes are here.
    package func meet() throws {
        _ = try gather([])
        _ = try broadcast([])
    }
}
