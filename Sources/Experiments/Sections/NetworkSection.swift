import Networks

extension Experiment {
    /// Which network an experiment trains, the file's `network`.
    public struct NetworkSection: Sendable, Hashable {
        /// The layers.
        public var architecture = Architecture.vgg9
        /// Channels of the global network's first stage; nil: 64 (VGG) or 16 (ResNet20), which reading a file fills in.
        ///
        /// Networks given as a list of layers have no width.
        public var width: Int?
        /// How a local network's channels follow from the global one's.
        public var localScaling = LocalScaling.sqrt

        /// VGG9 of the default width.
        public init() {}

        /// The global network, without its class layer.
        public var global: Network {
            let width = width ?? architecture.defaultWidth ?? 1
            return switch architecture {
            case .vgg3: .vgg3(width: width)
            case .vgg9: .vgg9(width: width)
            case .vgg9Plain: .vgg9Plain(width: width)
            case .resnet20: .resnet20(width: width)
            case .layers(let layers): Network(name: "custom", layers: layers)
            }
        }

        /// The network of each of `subdomains` subdomains, without its class layer.
        public func local(subdomains: Int) -> Network {
            global.scaled(by: localScaling.factor(subdomains: subdomains))
        }
    }

    /// The layers of a network: one of the paper's, or the user's own.
    public enum Architecture: Sendable, Hashable {
        /// Three weight layers.
        case vgg3
        /// Nine weight layers.
        case vgg9
        /// The same without batch normalisation of the dense layer: what `vgg9` was in version 1 of experiment files.
        case vgg9Plain
        /// Twenty weight layers with shortcuts.
        case resnet20
        /// The user's own layers, without the class layer.
        case layers([Layer])

        /// The width where none is given; nil for layers of one's own.
        public var defaultWidth: Int? {
            switch self {
            case .vgg3, .vgg9, .vgg9Plain: 64
            case .resnet20: 16
            case .layers: nil
            }
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
        ]
    }

    mutating func settle(_ item: Item) {
        if case .layers = architecture, width != nil {
            item.refuse("width", "network.width does not apply to a list of layers; leave it out")
        }
        width = width ?? architecture.defaultWidth
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
        let named: [(String, Value)] = [
            ("vgg3", .vgg3), ("vgg9", .vgg9), ("vgg9-plain", .vgg9Plain), ("resnet20", .resnet20),
        ]
        let wanted = "vgg3, vgg9, vgg9-plain, resnet20, or a list of layers"
        return Codec(wanted: wanted) { item in
            if case .sequence = item.node {
                return Codec<[Layer]>.list(of: .layer, count: 1...1_000).read(item).map { .layers($0) }
            }
            if let value = named.first(where: { $0.0 == item.scalar?.string })?.1 { return value }
            return item.expected(wanted, known: named.map(\.0))
        } write: { architecture in
            if case .layers(let layers) = architecture {
                return .block(layers.map { "- " + Codec<Layer>.layer.write($0).text })
            }
            return .inline(named.first { $0.1 == architecture }?.0 ?? "")
        }
    }
}
