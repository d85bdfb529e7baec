/// A FreeSurfer volume (https://surfer.nmr.mgh.harvard.edu/fswiki/FsTutorial/MghFormat): `.mgh`, or `.mgz` packed by
/// gzip.
///
/// Turned to RAS+ by its directions; without them, as FreeSurfer has it, its slices are coronal.
struct MGH: VolumeFile {
    static let endings = [".mgz", ".mgh"]

    let path: String
    let orientation: Orientation
    let spacing: [Double]?
    private let voxels: StoredVoxels
    private let isPacked: Bool

    var stored: [Int] { voxels.dimensions }
    var isReadInParts: Bool { !isPacked }

    /// The bytes before the voxels.
    private static let headerLength = 284

    init(path: String) throws(DatasetError) {
        let stream = try ByteStream(path: path)
        let bytes = try stream.read(Self.headerLength)
        func bad(_ reason: String) -> DatasetError { .badFile(path: path, reason: reason) }
        guard bytes.count == Self.headerLength else { throw .truncatedHeader(path: path) }
        func word(_ place: Int) -> Int {
            Int(Int32(truncatingIfNeeded: bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }))
        }
        func real(_ place: Int) -> Double { Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(place)))) }
        guard word(0) == 1 else { throw bad("it is not a FreeSurfer volume: it does not begin with the number 1") }
        guard word(16) == 1 else { throw bad("it has \(word(16)) frames; a volume has one") }
        let dimensions = [4, 8, 12].map(word)
        try StoredVoxels.check(dimensions, path: path)
        guard let type: VoxelType = [0: .uint8, 1: .int32, 3: .float32, 4: .int16][word(20)] else {
            throw bad("its voxels are of FreeSurfer's type \(word(20)), neither integers nor floats")
        }
        voxels = StoredVoxels(
            dimensions: dimensions, coding: VoxelCoding(type: type, isBigEndian: true, slope: 1, intercept: 0),
            offset: Self.headerLength)
        try voxels.check(fileSize: stream.fileSize, isPacked: stream.isPacked, path: path)
        (self.path, isPacked) = (path, stream.isPacked)
        let isTold = bytes[28] != 0 || bytes[29] != 0
        let lengths = isTold ? [30, 34, 38].map(real) : [1, 1, 1]
        let columns =
            isTold
            ? [42, 54, 66].map { place in [0, 4, 8].map { real(place + $0) } } : [[-1, 0, 0], [0, 0, -1], [0, 1, 0]]
        guard columns.joined().allSatisfy(\.isFinite), let orientation = Orientation(columns: columns) else {
            throw bad("its orientation has an axis without direction")
        }
        self.orientation = orientation
        spacing = lengths.allSatisfy { $0 > 0 && $0.isFinite } ? lengths : nil
    }

    func slices() throws(DatasetError) -> any SliceReader {
        isPacked ? VoxelStream(try ByteStream(path: path), voxels) : VoxelRows(try File(path: path), voxels)
    }
}
