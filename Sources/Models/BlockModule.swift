import TesseraNetworks
import TesseraTorch

/// Branches on the same input, whose outputs are joined.
///
/// Where the first of two that are added ends with batch normalisation, that, the sum and a ReLU behind it are one
/// operation.
final class BlockModule: Module {
    private let branches: [Chain]
    private let join: Block.Join
    /// What the first branch ends with, and is done together with the sum; nil: all is done one by one.
    private let sum: BatchNormReLU?
    private let sumName: String
    private let isRectified: Bool

    /// - Parameters:
    ///   - branches: one module after the other in each; without a step the input itself.
    ///   - join: what becomes of their outputs.
    ///   - isRectified: whether a ReLU of that follows.
    init(branches: [[Chain.Step]], joined join: Block.Join, isRectified: Bool) {
        let last = branches[0].last
        let isPair = join == .sum && branches.count == 2
        let sum: BatchNormReLU? =
            switch last?.module {
            case let norm as BatchNorm where isPair && isRectified: BatchNormReLU(norm)
            case let norm as BatchNormReLU where isPair && norm.rectifier == .none:
                BatchNormReLU(norm.norm, isRectified ? .relu : .none)
            default: nil
            }
        (self.sum, sumName, self.join, self.isRectified) = (sum, last?.name ?? "", join, isRectified)
        self.branches = branches.enumerated().map { index, steps in
            Chain(index == 0 && sum != nil ? steps.dropLast() : steps)
        }
    }

    func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        let outputs = try branches.map { try $0.forward(input, in: mode) }
        if let sum { return try sum.forward(outputs[0], adding: outputs[1], in: mode) }
        let joined: Tensor
        switch join {
        case .concatenation: joined = try Tensor.cat(outputs, axis: 1)
        case .sum: joined = try outputs.dropFirst().reduce(outputs[0]) { try $0 + $1 }
        case .product: joined = try outputs.dropFirst().reduce(outputs[0]) { try $0 * $1 }
        }
        return isRectified ? try joined.relu() : joined
    }

    var state: [NamedTensor] {
        branches.enumerated().flatMap { index, branch in
            branch.state + (index == 0 ? sum?.state.prefixed(sumName) ?? [] : [])
        }
    }
}
