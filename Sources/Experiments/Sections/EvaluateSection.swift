extension Experiment {
    /// How trained strategies are asked, the file's `evaluate`.
    public struct EvaluateSection: Sendable, Hashable {
        /// Whether each sample is looked at twice, as it is and mirrored left to right, and decided by the mean of both
        /// outcomes.
        public var mirror = false

        /// The defaults.
        public init() {}
    }
}

extension Experiment.EvaluateSection: Section {
    static var blank: Self { Self() }

    static var fields: [Field<Self>] { [Field("mirror", \.mirror, .boolean)] }
}
