import TesseraTorch

/// A branch and a shortcut around it, whose outputs are added; where the branch ends with batch normalisation and a
/// ReLU follows, all three are one operation.
final class BlockModule: Module {
    private let branch: Chain
    private let norm: BatchNorm?
    private let normName: String
    private let shortcut: Chain
    private let isRectified: Bool

    /// - Parameters:
    ///   - branch: one module after the other.
    ///   - shortcut: beside it; without a step the input itself.
    ///   - isRectified: whether a ReLU of the sum follows.
    init(branch: [Chain.Step], shortcut: [Chain.Step], isRectified: Bool) {
        let norm = isRectified ? branch.last?.module as? BatchNorm : nil
        (self.norm, normName) = (norm, branch.last?.name ?? "")
        self.branch = Chain(norm == nil ? branch : branch.dropLast())
        self.shortcut = Chain(shortcut)
        self.isRectified = isRectified
    }

    func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        let output = try branch.forward(input, in: mode)
        let beside = try shortcut.forward(input, in: mode)
        if let norm { return try BatchNormReLU(norm).forward(output, adding: beside, in: mode) }
        let sum = try output + beside
        return isRectified ? try sum.relu() : sum
    }

    var state: [NamedTensor] { branch.state + (norm?.state.prefixed(normName) ?? []) + shortcut.state }
}
