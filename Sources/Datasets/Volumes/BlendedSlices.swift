/// Slices at even distances, each made of the two between which it lies.
final class BlendedSlices: SliceReader {
    /// Between which stored slices one lies, and its distance from the first, as a share.
    struct Place: Sendable {
        let first: Int
        let share: Float
    }

    private let base: any SliceReader
    private let places: [Place]
    /// The last stored slices that were read: each is read once, in ascending order.
    private var known: [Int: [Float]] = [:]

    /// Slices at these places among those of `base`.
    init(_ base: any SliceReader, _ places: [Place]) {
        (self.base, self.places) = (base, places)
    }

    /// The places at 0, `step`, twice that and so on among slices at ascending `depths`, the first of which is 0.
    static func places(_ depths: [Double], step: Double) -> [Place] {
        let last = depths.count - 1
        var first = 0
        return (0...Int((depths[last] / step + 1e-6).rounded(.down))).map { index in
            let depth = Double(index) * step
            while first < last - 1, depths[first + 1] <= depth { first += 1 }
            let share = (depth - depths[first]) / (depths[first + 1] - depths[first])
            return Place(first: first, share: Float(min(max(share, 0), 1)))
        }
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let place = places[index]
        known = known.filter { $0.key >= place.first }
        let one = try slice(place.first, rows, window)
        guard place.share > 0 else { return one }
        let next = try slice(place.first + 1, rows, window)
        return zip(one, next).map { $0 + ($1 - $0) * place.share }
    }

    private func slice(_ index: Int, _ rows: Range<Int>, _ window: Window) throws(DatasetError) -> [Float] {
        if let values = known[index] { return values }
        let values = try base.values(of: index, rows: rows, window: window)
        known[index] = values
        return values
    }
}
