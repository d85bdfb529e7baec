extension TrainedRun {
    /// Where its data lay when it was last trained, absolute; nil where that is not known.
    public var dataPath: String? { folder.dataPath }

    /// The hashes of its samples; nil where it keeps none.
    ///
    /// - Throws: `RunError` where its `samples.csv` is damaged.
    public func fingerprints() throws -> SampleFingerprints? { try folder.readFingerprints() }
}
