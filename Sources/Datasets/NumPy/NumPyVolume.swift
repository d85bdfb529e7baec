/// A NumPy array that is one volume: its three axes are x, y, z as they are stored.
struct NumPyVolume: VolumeFile {
    static let endings = [".npy"]

    let path: String
    private let array: NumPyArray

    /// The last axis of the array is the fastest.
    var stored: [Int] { array.shape.reversed() }
    var orientation: Orientation { Orientation(axes: [2, 1, 0], flipped: [false, false, false]) }
    var spacing: [Double]? { nil }
    var isReadInParts: Bool { true }

    init(path: String) throws(DatasetError) {
        array = try NumPyArray(file: File(path: path))
        guard array.shape.count == 3 else {
            throw .badFile(path: path, reason: "its shape is \(array.shape); a volume has three axes")
        }
        try StoredVoxels.check(array.shape.reversed(), path: path)
        self.path = path
    }

    func slices() throws(DatasetError) -> any SliceReader { Slices(array: array) }

    private struct Slices: SliceReader {
        let array: NumPyArray

        func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
            let (row, slice) = (array.shape[2], array.shape[1] * array.shape[2])
            return try array.numbers(index * slice + rows.lowerBound * row, count: rows.count * row).map(window.scaled)
        }
    }
}
