/// How volumes are brought to one form: of which window each is, and of which size.
struct VolumeForm {
    private let form: SampleForm
    private let window: Window?

    /// - Throws: `DatasetError` where the form is none of volumes, or contradicts itself.
    init(_ form: SampleForm, path: String) throws(DatasetError) {
        func refused(_ reason: String) -> DatasetError { .badTable(path: path, [reason]) }
        if let size = form.size, size.count != 3 || size.contains(where: { $0 < 1 || $0 > 1 << 15 }) {
            throw refused("volumes need three lengths of at least 1 as data.size, not \(size)")
        }
        if let spacing = form.spacing {
            guard spacing.count == 3, spacing.allSatisfy({ $0 > 0 && $0.isFinite }) else {
                throw refused("volumes need three lengths above 0 as data.spacing, not \(spacing)")
            }
            guard form.size == nil || form.fit != .stretch else {
                throw refused(
                    "data.spacing keeps lengths, data.fit: stretch does not; with data.size, set it to crop or pad")
            }
        }
        guard form.percentiles == nil || form.window == nil else {
            throw refused("data.window is one of two numbers or of percentiles, not both")
        }
        if let shares = form.percentiles,
            shares.count != 2 || !(0...100).contains(shares[0]) || !(0...100).contains(shares[1])
                || shares[0] >= shares[1]
        {
            throw refused("percentiles are two numbers from 0 to 100, the lower one first, not \(shares)")
        }
        self.form = form
        window = try form.checkedWindow(path: path)
    }

    /// All that decides how decoded volumes look, in words.
    var words: String {
        "volume \(form.size ?? []) \(form.window ?? []) \(form.fit) \(form.spacing ?? []) \(form.percentiles ?? []) \(form.series ?? "")"
    }

    /// The volume in a file or folder.
    func volume(at path: String) throws(DatasetError) -> any Volume {
        try VolumeFolder.volume(at: path, series: form.series)
    }

    /// Reads a volume to its last voxel, and keeps nothing.
    ///
    /// - Throws: `DatasetError` where it cannot be read.
    func check(_ path: String) throws(DatasetError) {
        let volume = try volume(at: path)
        _ = try volume.voxels(in: Region(of: volume.size), size: volume.size, window: window(of: volume))
    }

    /// The window of a volume, of which all values are looked at where it goes by their shares.
    func window(of volume: any Volume) throws(DatasetError) -> Window {
        guard let shares = form.percentiles else { return window ?? Window() }
        let reader = try volume.slices()
        var values: [Float] = []
        let step = max(1, volume.stored.reduce(1, *) / (1 << 22))
        var place = 0
        for slice in 0..<volume.stored[2] {
            let found = try reader.values(of: slice, rows: 0..<volume.stored[1], window: .raw)
            while place < found.count {
                values.append(found[place])
                place += step
            }
            place -= found.count
        }
        values.sort()
        let ends = shares.map { Double(values[Int((Double(values.count - 1) * $0 / 100).rounded())]) }
        // Where all values are one there is nothing to see, in whatever window.
        return Window(ends[0], max(ends[1], ends[0].nextUp + 1e-9))
    }

    /// The size that a volume is scaled to, before it is cut or padded to the size of all.
    ///
    /// - Throws: `DatasetError` where its spacing is needed and it does not tell it.
    func scaledSize(of volume: any Volume) throws(DatasetError) -> [Int] {
        let size = volume.size
        if let wanted = form.spacing {
            guard let spacing = volume.orientedSpacing, spacing.allSatisfy({ $0 > 0 }) else {
                throw .badFile(path: volume.path, reason: "it does not tell its spacing, which data.spacing needs")
            }
            return (0..<3).map { max(1, Int((Double(size[$0]) * spacing[$0] / wanted[$0]).rounded())) }
        }
        guard let target = form.size else { return size }
        let scales = zip(target, size).map { Double($0) / Double($1) }
        guard form.fit != .stretch, let least = scales.min(), let most = scales.max() else { return target }
        let scale = form.fit == .crop ? most : least
        return zip(size, target).map { side, target in
            let scaled = max(1, Int((Double(side) * scale).rounded()))
            return form.fit == .crop ? max(scaled, target) : min(scaled, target)
        }
    }
}
