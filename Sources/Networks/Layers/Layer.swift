/// One layer of a network, the same for 1D, 2D and 3D inputs.
///
/// How many spatial axes a layer works on is a matter of its input's ``Shape``, and every axis is treated alike: a
/// kernel of 3 is 3x3 for images and 3x3x3 for volumes.
public struct Layer: Sendable {
    /// What it is, with its settings.
    public let kind: any LayerKind

    /// A layer of this kind.
    public init(_ kind: any LayerKind) { self.kind = kind }

    /// All kinds, in the order in which messages name them.
    public static let kinds: [any LayerKind.Type] = [
        ConvolutionLayer.self, DepthwiseConvolutionLayer.self, PointwiseLayer.self, BatchNormLayer.self,
        LayerNormLayer.self, ReLULayer.self, ReLU6Layer.self, SiLULayer.self, HardswishLayer.self, GELULayer.self,
        SigmoidLayer.self, MaxPoolLayer.self, AveragePoolLayer.self, GlobalAveragePoolLayer.self, DropoutLayer.self,
        StochasticDepthLayer.self, LayerScaleLayer.self, FlattenLayer.self, LinearLayer.self, ResidualLayer.self,
        BottleneckLayer.self, SqueezeExcitationLayer.self, BlockLayer.self, BranchesLayer.self,
    ]

    /// The kind's name in the experiment file, such as `maxPool`.
    public var name: String { type(of: kind).name }

    /// The layer with channels and features multiplied by `factor`, rounded to the nearest integer, at least 1.
    func scaled(by factor: Double) -> Layer { Layer(kind.scaled(by: factor)) }

    /// What it is made of, for an input of this shape.
    public func structure(for input: Shape) -> LayerStructure { kind.structure(for: input) }
}

extension Layer: Hashable {
    /// Layers of one kind with equal settings are equal.
    public static func == (one: Layer, other: Layer) -> Bool { AnyHashable(one.kind) == AnyHashable(other.kind) }

    /// Feeds the kind and its settings.
    public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(kind)) }
}

extension Layer: CustomStringConvertible {
    /// The layer in a few words, such as `convolution 64, kernel 3, stride 2`.
    public var description: String { name + kind.words }
}

extension Int {
    /// A number of channels or features multiplied by `factor`, to the nearest multiple of `multiple`, at least that; a
    /// multiple that is less than nine tenths of it gives way to the next one (Howard and others 2019).
    func scaled(by factor: Double, toMultipleOf multiple: Int = 1) -> Int {
        let wanted = Double(self) * factor
        // Beyond Int's range there is no network anyway: clip instead of trapping.
        let count = Swift.max(1, Int(exactly: (wanted / Double(multiple)).rounded()) ?? Int.max / multiple)
        guard multiple > 1, Double(count * multiple) < 0.9 * wanted else { return count * multiple }
        return Swift.min(count + 1, Int.max / multiple) * multiple
    }
}
