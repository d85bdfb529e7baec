/// How a local network's channels follow from the global network's.
public enum LocalScaling: Sendable, Hashable {
    /// Channels / sqrt(N): each local network has about 1/N of the global one's parameters. The default.
    case sqrt
    /// Channels / N: each local network has about 1/N^2 of the global one's parameters.
    case linear
    /// Channels times this number, whatever N is; positive.
    case factor(Double)

    /// What channels are multiplied by when there are `subdomains` local networks.
    public func factor(subdomains: Int) -> Double {
        precondition(subdomains > 0, "there is at least one subdomain, not \(subdomains)")
        return switch self {
        case .sqrt: 1 / Double(subdomains).squareRoot()
        case .linear: 1 / Double(subdomains)
        case .factor(let factor): factor
        }
    }
}
