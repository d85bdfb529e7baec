/// Where in its file the pixels of each frame lie.
enum DICOMPixels: Sendable {
    /// All frames one after another, from `offset` on.
    case plain(offset: Int, count: Int)
    /// For each frame the pieces of its packed bytes.
    case packed([[Range<Int>]])

    /// The number of frames.
    var count: Int {
        switch self {
        case .plain(_, let count): count
        case .packed(let frames): frames.count
        }
    }

    /// The most pixels of a packed frame, and the most for each of its bytes: beyond that it is taken for damaged.
    private static let limit = (pixels: 1 << 26, perByte: 1 << 16)

    /// Finds the pixels of `frames` frames, whose header `fields` is.
    ///
    /// - Throws: `DatasetError` where the file holds less than its header announces.
    init(
        _ window: inout FileWindow, _ fields: DICOMFields, frames: Int, columns: Int, rows: Int, pixelSize: Int
    ) throws(DatasetError) {
        let (path, element) = (fields.path, fields.pixels)
        if fields.syntax.pixels == .plain {
            let (size, overflow) = (columns * rows * pixelSize).multipliedReportingOverflow(by: frames)
            guard !overflow else { throw .absurdHeader(path: path, dimensions: [columns, rows, frames, pixelSize]) }
            guard let length = element.length else {
                throw .badFile(path: path, reason: "its pixels are packed, but its transfer syntax is of plain ones")
            }
            let found = min(length, window.file.size - element.start)
            guard found >= size else { throw .truncated(path: path, found: max(found, 0), announced: size) }
            self = .plain(offset: element.start, count: frames)
            return
        }
        guard element.length == nil else {
            throw .badFile(path: path, reason: "its pixels are plain, but its transfer syntax is of packed ones")
        }
        let packed = try DICOMPixels.pieces(&window, fields, frames: frames)
        for pieces in packed {
            let bytes = pieces.reduce(0) { $0 + $1.count }
            guard columns * rows <= min(Self.limit.pixels, bytes * Self.limit.perByte)
            else { throw .absurdHeader(path: path, dimensions: [columns, rows, pixelSize]) }
        }
        self = .packed(packed)
    }

    /// The pieces of each frame (PS3.5, A.4): the first item is a table of the frames' offsets, or empty.
    private static func pieces(
        _ window: inout FileWindow, _ fields: DICOMFields, frames: Int
    ) throws(DatasetError) -> [[Range<Int>]] {
        let path = fields.path
        var items: [Range<Int>] = []
        var position = fields.pixels.start
        while true {
            let item = try window.element(at: position, fields.syntax.coding)
            if item.tag == .sequenceEnd { break }
            guard item.tag == .item, let end = item.end else {
                throw .badFile(path: path, reason: "its packed pixels break off at byte \(position); it is damaged")
            }
            guard end <= window.file.size else {
                throw .truncated(path: path, found: window.file.size - item.start, announced: end - item.start)
            }
            items.append(item.start..<end)
            position = end
        }
        guard let table = items.first, items.count > 1 else {
            throw .badFile(path: path, reason: "its pixels hold no frame; it is damaged")
        }
        items.removeFirst()
        if frames == 1 { return [items] }
        if items.count == frames { return items.map { [$0] } }
        guard table.count == 4 * frames else {
            throw .badFile(
                path: path,
                reason: "its \(frames) frames lie in \(items.count) pieces, without a table of which is whose")
        }
        // Offsets count from the first piece's item, which begins 8 bytes before the piece.
        var starts: [Int] = []
        for index in 0..<frames {
            let offset = try window.integer(4, at: table.lowerBound + 4 * index, isBigEndian: fields.isBigEndian)
            starts.append(table.upperBound + Int(offset) + 8)
        }
        var groups: [[Range<Int>]] = []
        for item in items {
            if groups.count < frames, item.lowerBound == starts[groups.count] { groups.append([]) }
            guard !groups.isEmpty else { break }
            groups[groups.count - 1].append(item)
        }
        guard groups.count == frames else {
            throw .badFile(path: path, reason: "its table of frames names places where none begins; it is damaged")
        }
        return groups
    }
}
