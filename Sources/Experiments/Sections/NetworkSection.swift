import TesseraNetworks

extension Experiment {
    /// Which network an experiment trains, the file's `network`.
    public struct NetworkSection: Sendable, Hashable {
        /// The layers.
        public var architecture = Architecture.vgg9
        /// Channels of the global network's first stage; nil: the family's own, which reading a file fills in.
        ///
        /// Networks given as a list of layers have no width.
        public var width: Int?
        /// How a local network's channels follow from the global one's.
        public var localScaling = LocalScaling.sqrt
        /// A safetensors file whose tensors the global and each local network begin with, as written: relative paths are
        /// relative to the current directory; nil: random numbers.
        public var weights: String?
        /// By which mean and deviation networks get values.
        public var normalization = InputNormalization.data

        /// VGG9 of the default width.
        public init() {}

        /// The global network, without its class layer.
        public var global: Network {
            switch architecture {
            case .family(let family): Network(family, width: width ?? family.defaultWidth)
            case .layers(let layers): Network(name: "custom", layers: layers)
            }
        }

        /// What modules and tensors of the network are called in other collections of weights, and in it.
        public var otherNames: [String: String] {
            if case .family(let family) = architecture { family.otherNames } else { [:] }
        }

        /// The network of each of `subdomains` subdomains, without its class layer.
        public func local(subdomains: Int) -> Network {
            global.scaled(by: localScaling.factor(subdomains: subdomains))
        }
    }

    /// The layers of a network: a family's, or the user's own.
    public enum Architecture: Sendable, Hashable {
        /// Those of a family known by its name.
        case family(NetworkFamily)
        /// The user's own layers, without the class layer.
        case layers([Layer])

        /// The family of three weight layers.
        public static let vgg3 = Self.family(.vgg3)
        /// The family of nine weight layers.
        public static let vgg9 = Self.family(.vgg9)
        /// The family of twenty weight layers with shortcuts.
        public static let resnet20 = Self.family(.resnet20)

        /// The width where none is given; nil for layers of one's own.
        public var defaultWidth: Int? {
            if case .family(let family) = self { family.defaultWidth } else { nil }
        }
    }
}

extension Experiment.NetworkSection: Section {
    static var blank: Self { Self() }

    static var fields: [Field<Self>] {
        [
            Field("architecture", \.architecture, .architecture),
            Field("width", \.width, .optional(.integer(1...65_536))),
            Field("localScaling", \.localScaling, .localScaling),
            Field("weights", \.weights, .optional(.text("a safetensors file"))),
            Field("normalization", \.normalization, .inputNormalization),
        ]
    }

    mutating func settle(_ item: Item) {
        if case .layers = architecture, width != nil {
            item.refuse("width", "network.width does not apply to a list of layers; leave it out")
        }
        width = width ?? architecture.defaultWidth
        guard let weights else { return }
        if localScaling != .factor(1) {
            item.refuse(
                "localScaling",
                "network.weights needs local networks of the global one's width; set network.localScaling to 1")
        }
        if let name = weights.split(separator: "/").last, name.contains(/\.(pt|pth|pkl|bin|ckpt)$/.ignoresCase()) {
            let stem = name.prefix { $0 != "." }
            item.refuse(
                "weights",
                "network.weights: \(name) is a pickle, which can run any program when it is opened; make a safetensors file "
                    + "of it in Python: weights = torch.load(\"\(name)\", weights_only=True); safetensors.torch.save_file("
                    + "{k: v.contiguous() for k, v in weights.items()}, \"\(stem).safetensors\")")
        }
    }
}

extension Codec where Value == LocalScaling {
    fileprivate static var localScaling: Self {
        .scalar("sqrt, linear or a number above 0, at most 1000") { scalar in
            switch scalar.string {
            case "sqrt": .sqrt
            case "linear": .linear
            default: scalar.number.flatMap { $0 > 0 && $0 <= 1_000 ? .factor($0) : nil }
            }
        } write: { scaling in
            switch scaling {
            case .sqrt: .inline("sqrt")
            case .linear: .inline("linear")
            case .factor(let factor): Codec<Double>.anyNumber.write(factor)
            }
        }
    }
}

extension Codec where Value == Experiment.Architecture {
    fileprivate static var architecture: Self {
        let names = NetworkFamily.all.map(\.name)
        let wanted = names.joined(separator: ", ") + ", or a list of layers"
        return Codec(wanted: wanted) { item in
            if case .sequence = item.node {
                return Codec<[Layer]>.list(of: .layer, count: 1...1_000).read(item).map { .layers($0) }
            }
            if let family = NetworkFamily.all.first(where: { $0.name == item.scalar?.string }) {
                return .family(family)
            }
            return item.expected(wanted, known: names)
        } write: { architecture in
            switch architecture {
            case .family(let family): .inline(family.name)
            case .layers(let layers): .block(layers.map { "- " + Codec<Layer>.layer.write($0).text })
            }
        }
    }
}
