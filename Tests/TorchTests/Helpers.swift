import Foundation
import TesseraTorch
import Testing

/// What PyTorch computed: Fixtures/make.py wrote it.
struct Fixture {
    let content: Safetensors

    init(_ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        content = try Safetensors(contentsOf: folder.appendingPathComponent("Fixtures/\(name).safetensors").path)
    }

    func tensor(_ name: String) throws -> Tensor {
        try Tensor(#require(content[name], "the fixture lacks \(name); run Fixtures/make.py"))
    }

    func tensorIfAny(_ name: String) throws -> Tensor? {
        try content[name].map { try Tensor($0) }
    }
}

/// The largest difference of values, relative to the largest of the second, which counts as 0.001 at least.
func difference(_ a: [Float], _ b: [Float]) -> Float {
    let largest = max(b.map(abs).max() ?? 0, 1e-3)
    return zip(a, b).map { abs($0 - $1) }.max().map { $0 / largest } ?? 0
}

/// The largest difference of two tensors of one shape, relative to the largest element of the second.
func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
    guard try a.shape == b.shape else { return .infinity }
    let (a, b) = (try a.floats, try b.floats)
    let largest = zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    return Double(largest / max(b.map(abs).max() ?? 0, .leastNormalMagnitude))
}

extension InstructionSet {
    /// Those that this processor has.
    static let available = allCases.filter { $0.rawValue <= current.rawValue }
}
