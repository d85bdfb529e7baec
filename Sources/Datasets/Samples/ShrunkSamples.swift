/// Samples brought to shorter axes, by linear interpolation with PyTorch's `align_corners=False` and `antialias=True`,
/// rounded to bytes: what views of shrunk pictures are cut from.
struct ShrunkSamples: SampleSource {
    let base: any SampleSource
    let shape: [Int]

    var channels: Int { base.channels }
    var labels: [Int] { base.labels }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        let axes = shape.indices.map { AxisTaps(region.axes[$0], from: base.shape[$0], to: shape[$0]) }
        let needed = Region(axes.map { Array($0.envelope) })
        let whole = try base.values(of: index, in: needed)
        // Axis by axis; what is left of those before is rows, what comes behind belongs to a row's values.
        var values = whole.map { Float($0) }
        var counts = needed.axes.map(\.count)
        for (axis, taps) in axes.enumerated() {
            let (start, length) = (taps.envelope.lowerBound, counts[axis])
            let behind = counts[(axis + 1)...].reduce(channels, *)
            var result: [Float] = []
            result.reserveCapacity(values.count / length * taps.taps.count)
            for first in stride(from: 0, to: values.count, by: length * behind) {
                result += taps.acrossRows(Array(values[first..<first + length * behind]), length: behind, start: start)
            }
            (values, counts[axis]) = (result, taps.taps.count)
        }
        return values.map { UInt8(min(max($0, 0), 255) + 0.5) }
    }

    func name(of index: Int) -> String { base.name(of: index) }
}

extension SampleSource {
    /// Shrinks each when it is asked for.
    public func shrunk(to picture: [Int]) -> any SampleSource {
        picture == shape ? self : ShrunkSamples(base: self, shape: picture)
    }
}
