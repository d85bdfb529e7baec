import TesseraRandomness

/// One of the networks of a run: what messages call it, where it is kept, what trains it, and what its random numbers
/// follow from.
public enum NetworkID: Sendable, Hashable {
    /// The one network of a stage.
    case single(Stage)
    /// The network of a subdomain, by its number in the grid.
    case local(Int)
    /// A subdomain's network that one fold of the training samples was kept from.
    case fold(Int, ofLocal: Int)

    /// The network of full width on whole samples.
    public static let global = Self.single(.global)
    /// The dense net on frozen local networks.
    public static let fusion = Self.single(.cnnDNN)
    /// Local networks and dense net as one model, from scratch.
    public static let coherent = Self.single(.coherent)
    /// The same one model, begun from trained local networks.
    public static let transfer = Self.single(.transfer)

    /// The networks that `stage` trains.
    ///
    /// - Parameters:
    ///   - stage: what trains them.
    ///   - subdomains: how many there are.
    ///   - folds: how many folds' networks each subdomain has, too.
    /// - Returns: of `local` each subdomain's network, followed by those of its folds; of any other stage its one
    ///   network.
    public static func all(of stage: Stage, subdomains: Int, folds: Int = 0) -> [NetworkID] {
        guard stage == .local else { return [.single(stage)] }
        return (0..<subdomains).flatMap { index in
            [.local(index)] + (0..<folds).map { .fold($0, ofLocal: index) }
        }
    }

    /// What trains it.
    public var stage: Stage {
        switch self {
        case .single(let stage): stage
        case .local, .fold: .local
        }
    }

    /// The words of its name: those of messages, and the folders in which it is kept.
    private var words: [String] {
        switch self {
        case .single(let stage): [stage.name]
        case .local(let index): [Stage.local.name, twoDigits(index)]
        case .fold(let fold, let index): NetworkID.local(index).words + ["fold", "\(fold)"]
        }
    }

    /// Its folder in a run's, such as `local/03`.
    public var folder: String { words.joined(separator: "/") }

    /// What stands before its tensors' names where it is a part of one model, such as `locals.03.`; of a network on the
    /// local networks' opinions `fusion.`.
    public var prefix: String {
        switch self {
        case .local(let index): "locals.\(twoDigits(index))."
        case .single(let stage): stage.seesPictures ? "" : "fusion."
        case .fold: ""
        }
    }

    /// What its random numbers follow from in a run of this key.
    public func key(of run: RandomKey) -> RandomKey {
        switch self {
        case .single(let stage): run.derived(stage.name)
        case .local(let index): run.derived(stage.name).derived(index)
        case .fold(let fold, let index): NetworkID.local(index).key(of: run).derived("fold").derived(fold)
        }
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension NetworkID: CustomStringConvertible {
    /// What messages call it, such as `local 03`.
    public var description: String { words.joined(separator: " ") }
}
