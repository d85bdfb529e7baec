extension Network {
    /// The fusion net: dense layers with ReLU between the local networks' N x K probabilities and the class layer.
    ///
    /// Its input is ``Shape/flat(_:)`` with N x K features. The paper has four hidden layers.
    public static func fusion(hidden: [Int]) -> Network {
        Network(name: "fusion", layers: hidden.flatMap { [.linear(features: $0), .relu] })
    }
}
