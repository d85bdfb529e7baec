import Randomness

extension Samples {
    /// The samples of these indices, in that order.
    public func subset(_ indices: [Int]) -> Samples {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * sampleSize)
        for index in indices { chosen += bytes[index * sampleSize..<(index + 1) * sampleSize] }
        return Samples(
            shape: shape, channels: channels, bytes: chosen, labels: indices.map { labels[$0] }, region: region)
    }

    /// Which samples go to the held part: of each class, `share` of its samples, rounded.
    ///
    /// No class leaves the other part altogether: its last sample stays there.
    ///
    /// - Parameters:
    ///   - labels: the class of each sample.
    ///   - share: the part that is held out, 0 to 1.
    ///   - key: decides which samples.
    public static func heldOut(labels: [Int], share: Double, key: RandomKey) -> [Bool] {
        precondition((0..<1).contains(share), "a share of samples lies in 0..<1, not \(share)")
        var isHeld = [Bool](repeating: false, count: labels.count)
        for (label, indices) in Dictionary(grouping: labels.indices, by: { labels[$0] }) {
            let size = min(Int((share * Double(indices.count)).rounded()), indices.count - 1)
            for position in key.derived(label).permutation(of: indices.count).prefix(size) {
                isHeld[indices[position]] = true
            }
        }
        return isHeld
    }
}

extension SampleSource {
    /// Two parts, stratified by class as `Samples.heldOut` says; both keep the samples' order. A share of 1 holds out all.
    public func split(share: Double, key: RandomKey) -> (rest: any SampleSource, held: any SampleSource) {
        guard share < 1 else { return (SampleSubset(self, []), self) }
        let isHeld = Samples.heldOut(labels: labels, share: share, key: key)
        let rest = labels.indices.filter { !isHeld[$0] }
        let held = labels.indices.filter { isHeld[$0] }
        // Samples in memory are copied once, so that batches need not look up where each lies.
        if let samples = self as? Samples {
            return (held.isEmpty ? samples : samples.subset(rest), samples.subset(held))
        }
        return (held.isEmpty ? self : SampleSubset(self, rest), SampleSubset(self, held))
    }
}
