extension [String] {
    /// The element that `text` is probably meant to be; nil where none is near.
    ///
    /// Near is: no more changes than half the letters, capital or small letters being the same.
    func nearest(to text: String) -> String? {
        // A long text is no slip of the pen, and its distance would take long.
        guard !text.isEmpty, text.count <= 40 else { return nil }
        let distances = map { (distance: $0.lowercased().distance(to: text.lowercased()), element: $0) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return 2 * best.distance <= Swift.max(text.count, best.element.count) ? best.element : nil
    }
}

extension String {
    /// The fewest insertions, deletions and replacements that make `other` of this (Levenshtein 1966).
    func distance(to other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (i, letter) in enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[other.count]
    }
}
