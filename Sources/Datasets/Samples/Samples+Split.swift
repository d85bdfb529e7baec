import TesseraRandomness

extension Samples {
    /// The samples of these indices, in that order.
    public func subset(_ indices: [Int]) -> Samples {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * sampleSize)
        for index in indices { chosen += bytes[index * sampleSize..<(index + 1) * sampleSize] }
        return Samples(
            shape: shape, channels: channels, bytes: chosen, labels: indices.map { labels[$0] }, region: region)
    }

    /// The same samples with other labels.
    func labelled(_ labels: [Int]) -> Samples {
        Samples(shape: shape, channels: channels, bytes: bytes, labels: labels, region: region)
    }

    /// Which samples go to the held part: of each class, `share` of its samples, rounded.
    ///
    /// No class leaves the other part altogether: its last sample stays there.
    ///
    /// - Parameters:
    ///   - labels: the class of each sample.
    ///   - groups: the group of each sample, which goes to one part as a whole; then numbers are as near as can be.
    ///   - share: the part that is held out, 0 or more and less than 1.
    ///   - key: decides which samples.
    /// - Returns: for each sample, whether it is held out.
    public static func heldOut(labels: [Int], groups: [Int]? = nil, share: Double, key: RandomKey) -> [Bool] {
        precondition((0..<1).contains(share), "a share of samples lies in 0..<1, not \(share)")
        if let groups {
            return SampleGroups(labels, groups).divided(into: [1 - share, share], key: key).map { $0 == 1 }
        }
        var isHeld = [Bool](repeating: false, count: labels.count)
        for (label, indices) in Dictionary(grouping: labels.indices, by: { labels[$0] }) {
            let size = min(Int((share * Double(indices.count)).rounded()), indices.count - 1)
            for position in key.derived(label).permutation(of: indices.count).prefix(size) {
                isHeld[indices[position]] = true
            }
        }
        return isHeld
    }

    /// Divides samples into folds: of each class as many samples in each as can be.
    ///
    /// - Parameters:
    ///   - labels: the class of each sample.
    ///   - groups: the group of each sample, which goes to one fold as a whole; then numbers are as near as can be.
    ///   - count: the number of folds, at least 1.
    ///   - key: decides which samples.
    /// - Returns: the fold of each sample, 0 ..< `count`.
    public static func folds(labels: [Int], groups: [Int]? = nil, count: Int, key: RandomKey) -> [Int] {
        precondition(count > 0, "\(count) folds; there must be one")
        if let groups {
            let shares = [Double](repeating: 1 / Double(count), count: count)
            return SampleGroups(labels, groups).divided(into: shares, key: key)
        }
        var folds = [Int](repeating: 0, count: labels.count)
        // Classes go on where the one before ended, or small ones would all begin with the same fold.
        var next = 0
        for (label, indices) in Dictionary(grouping: labels.indices, by: { labels[$0] }).sorted(by: { $0.key < $1.key })
        {
            for position in key.derived(label).permutation(of: indices.count) {
                folds[indices[position]] = next % count
                next += 1
            }
        }
        return folds
    }
}

extension SampleSource {
    /// Two parts, stratified by class as `Samples.heldOut` says; both keep the samples' order.
    ///
    /// A share of 1 holds out all.
    public func split(share: Double, key: RandomKey) -> (rest: any SampleSource, held: any SampleSource) {
        guard share < 1 else { return (SampleSubset(self, []), self) }
        return split(isHeld: Samples.heldOut(labels: labels, groups: groups, share: share, key: key))
    }

    /// Two parts, by what is said of each sample; both keep the samples' order.
    public func split(isHeld: [Bool]) -> (rest: any SampleSource, held: any SampleSource) {
        let rest = labels.indices.filter { !isHeld[$0] }
        let held = labels.indices.filter { isHeld[$0] }
        // Samples in memory are copied once, so that batches need not look up where each lies.
        if let samples = self as? Samples {
            return (held.isEmpty ? samples : samples.subset(rest), samples.subset(held))
        }
        return (held.isEmpty ? self : SampleSubset(self, rest), SampleSubset(self, held))
    }
}
