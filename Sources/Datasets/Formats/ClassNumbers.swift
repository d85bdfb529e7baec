/// Classes that files name by numbers.
struct ClassNumbers {
    /// The names: those given, or the numbers.
    let classes: [String]
    /// For each part, its samples' classes as places among these.
    let labels: [[Int]]

    /// Classes without names are those that occur in any part.
    ///
    /// - Parameters:
    ///   - numbers: the label of each part's samples, from 0 on.
    ///   - names: of the classes from 0 on; nil: there are none.
    ///   - namesPath: where they are from, for messages.
    ///   - least: so many classes there are at least, where no label is beyond.
    ///   - notice: told of numbers that no sample has.
    /// - Throws: `DatasetError` where there are labels beyond the names.
    init(
        _ numbers: [[Int]], names: [String]?, namesPath: String, least: Int = 0, notice: (@Sendable (String) -> Void)?
    ) throws(DatasetError) {
        let used = Set(numbers.joined()).sorted()
        let count = (used.last ?? 0) + 1
        if let names {
            guard names.count >= count else {
                throw .badClassNames(
                    path: namesPath, reason: "names \(names.count) classes, but there are labels up to \(count - 1)")
            }
            (classes, labels) = (names, numbers)
            return
        }
        guard count > least, used.count < count else {
            (classes, labels) = ((0..<max(count, least)).map(\.description), numbers)
            return
        }
        let missing =
            used[0] > 0 && used.count == count - used[0] ? "they begin at \(used[0])" : "some are missing in between"
        notice?(
            "labels are \(used.count) of the numbers up to \(count - 1): \(missing); classes without any sample are left out"
        )
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        classes = used.map(\.description)
        labels = numbers.map { $0.map { places[$0] ?? 0 } }
    }
}
