import Foundation
import Testing

/// `results.json` as outside programs read it; decoding fails where a key is missing.
struct ResultsFile: Decodable, Equatable {
    struct Score: Decodable, Equatable {
        let accuracy: Double
        let loss: Double?
    }
    struct Parameters: Decodable, Equatable {
        let global: Int
        let local: [Int]
        let fusion: Int
    }
    struct Local: Decodable, Equatable {
        let subdomain: Int
        let training: Score
        let validation: Score
        var seconds: Double
    }
    struct Strategy: Decodable, Equatable {
        let strategy: String
        let training: Score
        let validation: Score
        var seconds: Double
        var parallelSeconds: Double
        let imagePasses: Int
    }
    let name: String
    let network: String
    let grid: [Int]
    let overlap: Int
    let classes: [String]
    let parameters: Parameters
    var locals: [Local]
    var strategies: [Strategy]

    /// What must be the same in every run of an experiment: all but the seconds.
    var withoutSeconds: ResultsFile {
        var copy = self
        for index in copy.locals.indices { copy.locals[index].seconds = 0 }
        for index in copy.strategies.indices {
            copy.strategies[index].seconds = 0
            copy.strategies[index].parallelSeconds = 0
        }
        return copy
    }
}

/// What a run leaves that does not depend on time: its weights, byte for byte, and its results without seconds.
struct RunBits: Equatable {
    let weights: [String: Data]
    let results: ResultsFile
}

extension Workplace {
    func results(of run: String) throws -> ResultsFile {
        try JSONDecoder().decode(ResultsFile.self, from: read("\(run)/results.json"))
    }

    /// The bits of a whole run, every network's weights included.
    func bits(of run: String, networks count: Int = 8) throws -> RunBits {
        let files = files(below: run).filter { $0.hasSuffix("/weights.safetensors") }
        let networks = files.filter { !$0.contains("/fold/") }
        #expect(networks.count == count, "a whole run has \(count) networks, \(run) has \(files)")
        return RunBits(
            weights: Dictionary(uniqueKeysWithValues: try files.map { ($0, try read("\(run)/\($0)")) }),
            results: try results(of: run).withoutSeconds)
    }

    /// The shape of each tensor in a safetensors file: eight bytes of length, then a header in JSON.
    func tensorShapes(_ file: String) throws -> [String: [Int]] {
        let bytes = try read(file)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length)) as? [String: Any]
        return (header ?? [:]).compactMapValues { ($0 as? [String: Any])?["shape"] as? [Int] }
    }

    /// When each file of a run was last written.
    func times(of run: String) throws -> [String: Date] {
        Dictionary(
            uniqueKeysWithValues: try files(below: run).map { file in
                let attributes = try FileManager.default.attributesOfItem(atPath: path("\(run)/\(file)"))
                return (file, try #require(attributes[.modificationDate] as? Date))
            })
    }
}
