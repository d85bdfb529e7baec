import TesseraRandomness

/// Samples of classes that belong together in groups.
struct SampleGroups {
    /// The samples of each group.
    private let members: [[Int]]
    private let labels: [Int]
    private let classes: Int

    init(_ labels: [Int], _ groups: [Int]) {
        precondition(labels.count == groups.count, "\(groups.count) groups of \(labels.count) samples")
        self.labels = labels
        classes = (labels.max() ?? -1) + 1
        members = Dictionary(grouping: labels.indices, by: { groups[$0] }).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Divides whole groups into parts of about these shares of each class's samples.
    ///
    /// Large groups first, those of one size in random order: each goes to where it brings the classes' numbers nearest
    /// to what they should be.
    ///
    /// - Returns: the part of each sample.
    func divided(into shares: [Double], key: RandomKey) -> [Int] {
        var totals = [Double](repeating: 0, count: classes)
        for label in labels { totals[label] += 1 }
        var counts = shares.map { _ in [Double](repeating: 0, count: classes) }
        var parts = [Int](repeating: 0, count: labels.count)
        // Swift's sort keeps the order of equals.
        for group in key.permutation(of: members.count).map({ members[$0] }).sorted(by: { $0.count > $1.count }) {
            var sizes: [Int: Double] = [:]
            for sample in group { sizes[labels[sample], default: 0] += 1 }
            // How much nearer to its share of each class a part comes, in shares of the class: rare classes count as much.
            func gain(_ part: Int) -> Double {
                sizes.sorted { $0.key < $1.key }.reduce(0) { sum, size in
                    let missing = shares[part] * totals[size.key] - counts[part][size.key]
                    return sum + size.value * (2 * missing - size.value) / (totals[size.key] * totals[size.key])
                }
            }
            let gains = shares.indices.map(gain)
            let best = shares.indices.reduce(0) { gains[$1] > gains[$0] + 1e-12 ? $1 : $0 }
            for (label, size) in sizes { counts[best][label] += size }
            for sample in group { parts[sample] = best }
        }
        return parts
    }
}
