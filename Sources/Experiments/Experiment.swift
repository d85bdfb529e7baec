import TesseraNetworks

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
    public var strategies = [Strategy].paper
    /// How networks are trained.
    public var training = TrainingSection()
    /// How trained strategies are asked.
    public var evaluate = EvaluateSection()

    /// An experiment with the defaults for all that is not required.
    public init(name: String, data: DataSection, decomposition: DecompositionSection) {
        self.name = name
        self.data = data
        self.decomposition = decomposition
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
            Field("strategies", \.strategies, .strategies),
            Field("training", \.training, .section()),
            Field("evaluate", \.evaluate, .section()),
        ]
    }

    mutating func settle(_ item: Item) {
        // Every value in force is written: those of further strategies' stages, too.
        training.cover(strategies.stages)
        let stages = globalNetwork.stages.count
        if training.frozen > stages {
            item.refuse(
                "training",
                "training.frozen is \(training.frozen), but network \(globalNetwork.name) has \(stages) stages; expected 0 to "
                    + "\(stages)")
        }
        if fusion.input == .features, training.dataParallel {
            item.refuse(
                "training",
                "training.dataParallel: processes that share batches do not gather features; set it to false, or "
                    + "fusion.input to logProbabilities")
        }
    }
}

extension Codec where Value == [Strategy] {
    /// Some of the strategies that whoever reads the file knows.
    static var strategies: Self {
        func list(_ known: [Strategy]) -> Self {
            let names = known.map(\.name)
            let wanted = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
            return .set(
                of: Codec<Strategy>(wanted: wanted) { item in
                    known[named: item.scalar?.string ?? ""] ?? item.expected(wanted, known: names)
                } write: {
                    .inline($0.name.quoted)
                })
        }
        return Codec(wanted: "a list of strategies") {
            list($0.document.strategies).read($0)
        } write: {
            list($0).write($0)
        }
    }
}
