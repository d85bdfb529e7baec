import Networks

/// An experiment: everything that a training depends on, as the experiment file says it.
///
/// The sections are those of the file, and so are the names. Defaults are the properties' initial values. To add a
/// key, add a property to its section and a line to the section's `fields`, which serves reading and writing.
public struct Experiment: Sendable, Hashable {
    /// Which version of this file's words it is in, for those whose meaning has changed.
    public var version = currentVersion
    /// What the experiment and its run folder are called: letters, digits, `.`, `_` and `-`, no `.` in front.
    public var name: String
    /// What all random numbers come from, 0 or larger.
    public var seed = 1
    /// Which samples.
    public var data: DataSection
    /// How a sample is cut.
    public var decomposition: DecompositionSection
    /// Which network, and how a local network follows from the global one.
    public var network = NetworkSection()
    /// The dense net over the local networks' opinions.
    public var fusion = FusionSection()
    /// What is trained and compared, in this order; each implies the local networks it needs.
    public var strategies = Strategy.allCases
    /// How networks are trained.
    public var training = TrainingSection()

    /// An experiment with the defaults for all that is not required.
    public init(name: String, data: DataSection, decomposition: DecompositionSection) {
        self.name = name
        self.data = data
        self.decomposition = decomposition
    }
}

/// One of the paper's ways to classify (arXiv 2408.14442, sections 2 and 3).
public enum Strategy: String, Sendable, Hashable, CaseIterable {
    /// One network of full width on whole samples: the benchmark.
    case global
    /// The class with the largest mean of the local networks' probabilities.
    case average
    /// The class that most local networks name.
    case majority
    /// A dense net on the local networks' probabilities, these frozen.
    case cnnDNN = "cnn-dnn"
    /// Local networks and dense net as one model, trained from scratch.
    case coherent
    /// The same one model, its local networks already trained, trained further.
    case transfer

    /// Whether it has anything of local networks that were each trained alone: their opinions, or their weights to begin with.
    public var restsOnLocals: Bool { fusesLocalNetworks || self == .transfer }

    /// Whether it fuses what local networks say that were each trained alone.
    public var fusesLocalNetworks: Bool {
        switch self {
        case .average, .majority, .cnnDNN: true
        case .global, .coherent, .transfer: false
        }
    }
}

extension Experiment {
    /// The global network, without its class layer.
    public var globalNetwork: Network { network.global }

    /// The network of each subdomain, without its class layer.
    public var localNetwork: Network { network.local(subdomains: decomposition.subdomains) }

    /// The fusion net, without its class layer.
    public var fusionNetwork: Network { .fusion(hidden: fusion.hidden) }
}

extension Experiment: Section {
    static var blank: Experiment { Experiment(name: "", data: .blank, decomposition: .blank) }

    static var fields: [Field<Experiment>] {
        [
            Field("version", \.version, .integer(1...currentVersion)),
            Field("name", \.name, .folderName, isRequired: true),
            Field("seed", \.seed, .integer(0...Int.max)),
            Field("data", \.data, .section()),
            Field("decomposition", \.decomposition, .section()),
            Field("network", \.network, .section()),
            Field("fusion", \.fusion, .section()),
            Field("strategies", \.strategies, .set(of: .choice())),
            Field("training", \.training, .section()),
        ]
    }
}
