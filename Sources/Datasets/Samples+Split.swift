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

    /// Two parts: of each class, `share` of the samples, rounded, go to the second one; both keep the samples' order.
    ///
    /// No class leaves the first part altogether: its last sample stays there.
    ///
    /// - Parameter key: decides which samples.
    public func split(share: Double, key: RandomKey) -> (rest: Samples, held: Samples) {
        precondition((0..<1).contains(share), "a share of samples lies in 0..<1, not \(share)")
        guard share > 0 else { return (self, subset([])) }
        let isHeld = Samples.heldOut(labels: labels, share: share, key: key)
        return (subset(labels.indices.filter { !isHeld[$0] }), subset(labels.indices.filter { isHeld[$0] }))
    }

    /// Which samples of these labels `split` holds out.
    static func heldOut(labels: [Int], share: Double, key: RandomKey) -> [Bool] {
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
