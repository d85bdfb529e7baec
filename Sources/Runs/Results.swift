import TesseraClassificationMetrics
import TesseraExperiments
import TesseraTraining

/// What `results.json` holds: how every strategy did.
public struct Results: Codable, Sendable {
    /// The version of the file's form: 2 since networks say whether they have learnt; nil in earlier ones.
    public internal(set) var version: Int? = 2
    /// The experiment's name.
    public var name: String
    /// The architecture.
    public var network: String
    /// Subdomains along each axis.
    public var grid: [Int]
    /// Coarser grids, from the coarsest, where there are any; their networks' numbers follow the grid's.
    public var levels: [[Int]]?
    /// Pixels that each box grows on every side.
    public var overlap: Int
    /// The classes' names.
    public var classes: [String]
    /// Trained values of each network.
    public var parameters: Parameters
    /// How each local network does by itself.
    public var locals: [LocalResult] = []
    /// How each strategy does, in the experiment's order.
    public var strategies: [StrategyResult] = []

    /// Results of these values.
    package init(
        version: Int? = 2, name: String, network: String, grid: [Int], levels: [[Int]] = [], overlap: Int,
        classes: [String], parameters: Parameters, locals: [LocalResult] = [], strategies: [StrategyResult] = []
    ) {
        self.version = version
        self.name = name
        self.network = network
        self.grid = grid
        self.levels = levels.isEmpty ? nil : levels
        self.overlap = overlap
        self.classes = classes
        self.parameters = parameters
        self.locals = locals
        self.strategies = strategies
    }

    /// Trained values of each network.
    public struct Parameters: Codable, Sendable {
        /// The global network's.
        public var global: Int
        /// Each local network's.
        public var local: [Int]
        /// The fusion net's.
        public var fusion: Int
    }

    /// The trained values of a strategy's model, all local networks counted.
    public func parameters(of strategy: StrategyResult) -> Int {
        if let own = strategy.parameters { return own }
        // Earlier versions had the paper's strategies only.
        let locals = parameters.local.reduce(0, +)
        guard let known = [Strategy].paper[named: strategy.strategy] else { return locals }
        return known.structure == .whole ? parameters.global : locals + (known.stage == nil ? 0 : parameters.fusion)
    }
}

/// How one local network does by itself.
public struct LocalResult: Codable, Sendable {
    /// Its number in the grid, row-major; those of coarser levels follow.
    public var subdomain: Int
    /// On the training part, without augmentation.
    public var training: Score
    /// On the validation part.
    public var validation: Score
    /// On the test part, where the data has one.
    public var test: Score?
    /// Seconds of training and evaluation.
    public var seconds: Double
    /// Whether its training has learnt anything, see `Learning`; nil in results of earlier versions.
    public var learnt: Bool?

    /// Results of these values.
    package init(
        subdomain: Int, training: Score, validation: Score, test: Score? = nil, seconds: Double, learnt: Bool? = nil
    ) {
        self.subdomain = subdomain
        self.training = training
        self.validation = validation
        self.test = test
        self.seconds = seconds
        self.learnt = learnt
    }
}

/// How one strategy does.
public struct StrategyResult: Codable, Sendable {
    /// The strategy's name in the experiment file.
    public var strategy: String
    /// On the training part, without augmentation.
    public var training: Score
    /// On the validation part.
    public var validation: Score
    /// On the test part, where the data has one.
    public var test: Score?
    /// The work done in all, in seconds: every network that the strategy needs, local networks included.
    public var seconds: Double
    /// The slowest local network and what follows it, in seconds: what N devices would take.
    public var parallelSeconds: Double
    /// Whole images (all boxes) that went through training.
    public var imagePasses: Int
    /// Whether the training of the network that it has for itself has learnt anything, see `Learning`; nil of votes and
    /// means, and in results of earlier versions.
    public var learnt: Bool?
    /// The trained values of its model, all local networks counted; nil in results of earlier versions.
    public var parameters: Int?

    /// Results of these values.
    package init(
        strategy: String, training: Score, validation: Score, test: Score? = nil, seconds: Double,
        parallelSeconds: Double, imagePasses: Int, learnt: Bool? = nil, parameters: Int? = nil
    ) {
        self.strategy = strategy
        self.training = training
        self.validation = validation
        self.test = test
        self.seconds = seconds
        self.parallelSeconds = parallelSeconds
        self.imagePasses = imagePasses
        self.learnt = learnt
        self.parameters = parameters
    }
}

extension Results {
    /// What cannot be of any run; nil: nothing.
    ///
    /// Files of a run may come from anywhere.
    package var mistake: String? {
        let counts = [parameters.global, parameters.fusion] + parameters.local
        // Together less than can be counted, whatever is added to what.
        guard counts.allSatisfy({ (0...1 << 48).contains($0) }), counts.count < 1 << 14 else {
            return "its numbers of parameters cannot be"
        }
        guard locals.allSatisfy({ parameters.local.indices.contains($0.subdomain) }) else {
            return "it names subdomains that there are not"
        }
        let scores = locals.flatMap(\.scores) + strategies.flatMap(\.scores)
        let seconds = locals.map(\.seconds) + strategies.flatMap { [$0.seconds, $0.parallelSeconds] }
        guard scores.allSatisfy(\.isSensible), seconds.allSatisfy({ $0.isFinite && $0 >= 0 }),
            strategies.allSatisfy({ $0.imagePasses >= 0 && (0...1 << 48).contains($0.parameters ?? 0) })
        else { return "an accuracy, loss or time in it cannot be" }
        return nil
    }
}

extension LocalResult {
    fileprivate var scores: [Score] { [training, validation] + (test.map { [$0] } ?? []) }
}

extension StrategyResult {
    fileprivate var scores: [Score] { [training, validation] + (test.map { [$0] } ?? []) }
}
