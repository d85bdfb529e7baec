/// How the slices of a series lie one behind another.
struct DICOMStack {
    /// All slices, along the normal of their rows and columns.
    let slices: [DICOMSlice]
    let orientation: Orientation
    /// Where slices of even distance lie among these, which do not: between which, and how near to the second; nil:
    /// these are such.
    let places: [BlendedSlices.Place]?
    /// Millimetres from slice to slice; nil where there is one.
    let step: Double?

    /// The number of slices of even distance.
    var count: Int { places?.count ?? slices.count }

    /// Sorts `slices`, frames of `headers`.
    ///
    /// - Throws: `DatasetError` where two differ in direction or lie at one place, or where one is missing.
    init(_ slices: [DICOMSlice], of headers: [DICOMHeader], path: String) throws(DatasetError) {
        func frame(_ slice: DICOMSlice) -> DICOMHeader.Frame { headers[slice.header].frames[slice.frame] }
        func name(_ slice: DICOMSlice) -> String { headers[slice.header].name(of: slice.frame) }
        let first = slices[0]
        guard slices.count > 1 else {
            self.slices = slices
            (places, step) = (nil, nil)
            orientation = try Self.oriented(frame(first).orientation ?? axial, step: nil, path: path)
            return
        }
        guard let directions = frame(first).orientation else {
            throw .badFile(path: path, reason: "\(name(first)) does not tell its orientation")
        }
        let normal = cross(directions)
        var places: [(slice: DICOMSlice, position: [Double], depth: Double)] = []
        for slice in slices {
            guard let position = frame(slice).position, let other = frame(slice).orientation else {
                throw .badFile(
                    path: path,
                    reason: "\(name(slice)) does not tell its position and orientation, by which slices "
                        + "are sorted")
            }
            guard zip(directions, other).allSatisfy({ abs($0 - $1) < 1e-3 }) else {
                throw .badFile(
                    path: path,
                    reason: "\(name(first)) and \(name(slice)) differ in orientation; the slices of a volume "
                        + "are parallel")
            }
            places.append((slice, position, zip(normal, position).reduce(0) { $0 + $1.0 * $1.1 }))
        }
        places.sort { ($0.depth, $0.slice.header, $0.slice.frame) < ($1.depth, $1.slice.header, $1.slice.frame) }
        try Self.checkTimes(places.map(\.depth), path: path)
        let gaps = zip(places, places.dropFirst()).map { $1.depth - $0.depth }
        let median = gaps.sorted()[(gaps.count - 1) / 2]
        let line = Line(from: places[0].position, to: places[places.count - 1].position)
        let reach = max(0.5, (frame(first).spacing?.min() ?? 1) / 2)
        for (index, gap) in gaps.enumerated() {
            let (one, next) = (name(places[index].slice), name(places[index + 1].slice))
            guard gap > 1e-3 else {
                throw .badFile(path: path, reason: "\(one) and \(next) lie at the same place; keep one of them")
            }
            let uneven = "they are \(rounded(gap)) mm apart, others \(rounded(median)) mm"
            guard gap <= 1.5 * median else {
                let isChange = gaps[index...].count { $0 > 1.5 * median } > 1
                throw .badFile(
                    path: path,
                    reason: isChange
                        ? "from \(one) on the spacing of slices changes: \(uneven); give each part a folder of its own"
                        : "between \(one) and \(next) a slice is missing: \(uneven)")
            }
            let aside = Line(from: places[index].position, to: places[index + 1].position).distance(asideOf: line)
            guard aside <= reach else {
                throw .badFile(
                    path: path,
                    reason:
                        "slices from \(next) on lie \(rounded(aside)) mm aside of those before; they are not one volume"
                )
            }
        }
        self.slices = places.map(\.slice)
        let depths = places.map { $0.depth - places[0].depth }
        let isEven = (gaps.max() ?? 0) - (gaps.min() ?? 0) <= 0.01 * median
        let distance = (depths.last ?? 0) / Double(gaps.count)
        self.places = isEven ? nil : BlendedSlices.places(depths, step: distance)
        self.step = distance
        // Not the normal: a tilted gantry moves each slice aside.
        let step = zip(places[0].position, places[places.count - 1].position).map { $1 - $0 }
        orientation = try Self.oriented(directions, step: step, path: path)
    }

    /// Makes sure that there are not several slices at each place.
    private static func checkTimes(_ depths: [Double], path: String) throws(DatasetError) {
        var counts: [Int] = []
        for (index, depth) in depths.enumerated() {
            if index > 0, depth - depths[index - 1] <= 1e-3 { counts[counts.count - 1] += 1 } else { counts.append(1) }
        }
        guard counts[0] > 1, counts.allSatisfy({ $0 == counts[0] }) else { return }
        throw .badFile(
            path: path,
            reason:
                "it holds \(counts[0]) volumes of \(counts.count) slices each, at the same places: time points or echoes; "
                + "give each a folder of its own")
    }

    /// DICOM's x and y run to the left and back, those of RAS+ to the right and front.
    private static func oriented(
        _ directions: [Double], step: [Double]?, path: String
    ) throws(DatasetError) -> Orientation {
        let columns = [Array(directions[..<3]), Array(directions[3...]), step ?? cross(directions)]
        guard let orientation = Orientation(columns: columns.map { [-$0[0], -$0[1], $0[2]] }) else {
            throw .badFile(path: path, reason: "its slices lie in a line, not one behind another")
        }
        return orientation
    }
}

/// From one place to another.
private struct Line {
    let step: [Double]

    init(from one: [Double], to other: [Double]) { step = zip(one, other).map { $1 - $0 } }

    /// How far the end lies from where a line of another's direction, as long along that, would end.
    func distance(asideOf other: Line) -> Double {
        let length = other.step.reduce(0) { $0 + $1 * $1 }
        guard length > 0 else { return 0 }
        let share = zip(step, other.step).reduce(0) { $0 + $1.0 * $1.1 } / length
        return zip(step, other.step).reduce(0) { $0 + ($1.0 - share * $1.1) * ($1.0 - share * $1.1) }.squareRoot()
    }
}

/// Rows to the patient's left, columns to the back.
private let axial: [Double] = [1, 0, 0, 0, 1, 0]

/// The normal of the directions of rows and columns.
private func cross(_ d: [Double]) -> [Double] {
    [d[1] * d[5] - d[2] * d[4], d[2] * d[3] - d[0] * d[5], d[0] * d[4] - d[1] * d[3]]
}

private func rounded(_ length: Double) -> Double { (length * 1000).rounded() / 1000 }
