/// A walk over the elements of a DICOM file up to its pixels, which keeps the values of a few.
struct DICOMWalk {
    var window: FileWindow
    private(set) var values: [DICOMPlace: [UInt8]] = [:]
    private(set) var pixels: DICOMElement?
    private var position: Int

    init(_ window: FileWindow, at position: Int) {
        (self.window, self.position) = (window, position)
    }

    private var path: String { window.file.path }

    /// Reads group 2, which is explicit and little endian in any file.
    mutating func metaInformation() throws(DatasetError) {
        while position < window.file.size {
            // Of the next element nothing more may be asked: it may be written in another way.
            guard try window.integer(2, at: position, isBigEndian: false) == 2 else { return }
            let element = try window.element(at: position, DICOMCoding())
            guard element.length != nil else { throw damaged(element) }
            try take(element, wanted: element.tag == .transferSyntax || element.tag == .mediaClass, frame: nil)
        }
    }

    /// How what follows is written: whether its first element says of which kind it is decides, whatever the file says,
    /// since some writers mix that up.
    mutating func found(_ stated: DICOMCoding) throws(DatasetError) -> DICOMCoding {
        guard !stated.isBigEndian, position + 6 <= window.file.size else { return stated }
        let kind = try window.bytes(2, at: position + 4)
        return DICOMCoding(isExplicit: kind.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
    }

    /// Reads what follows, up to the pixels.
    mutating func dataSet(_ coding: DICOMCoding) throws(DatasetError) {
        try elements(to: window.file.size, Sequences(), coding, depth: 0)
    }

    /// Which sequences an element lies in: those that matter, or any others, in which nothing does.
    private struct Sequences {
        var tags: [DICOMTag]? = []
        var frame: Int?

        func wants(_ tag: DICOMTag) -> Bool {
            guard let tags else { return false }
            return tags.isEmpty ? fileTags.contains(tag) : tags.count == 2 && frameTags.contains(tag)
        }

        func inside(_ tag: DICOMTag) -> Sequences {
            let isOfFrames = tags == [] && (tag == .sharedGroups || tag == .frameGroups)
            let isGroup = tags?.count == 1 && DICOMTag.groups.contains(tag)
            return Sequences(tags: isOfFrames || isGroup ? (tags ?? []) + [tag] : nil, frame: frame)
        }

        func item(_ index: Int) -> Sequences {
            Sequences(tags: tags, frame: tags == [.frameGroups] ? index : frame)
        }
    }

    /// Reads elements up to `end`, or to the end of the item where that is nil.
    private mutating func elements(
        to end: Int?, _ place: Sequences, _ coding: DICOMCoding, depth: Int
    ) throws(DatasetError) {
        while end.map({ position < $0 }) ?? true {
            let element = try window.element(at: position, coding)
            if element.tag == .pixels, depth == 0 {
                pixels = element
                return
            }
            if element.tag == .itemEnd, end == nil {
                position = element.start
                return
            }
            let inside = place.inside(element.tag)
            guard element.length == nil || element.isSequence || inside.tags != nil else {
                try take(element, wanted: place.wants(element.tag), frame: place.frame)
                continue
            }
            if place.wants(element.tag) { values[DICOMPlace(element.tag)] = [] }
            if let end = element.end, inside.tags == nil {
                position = try checked(end, element)
            } else {
                let inner = element.isUnknown ? DICOMCoding(isExplicit: false) : coding
                try items(of: element, inside, inner, depth: depth + 1)
            }
        }
    }

    private mutating func items(
        of sequence: DICOMElement, _ place: Sequences, _ coding: DICOMCoding, depth: Int
    ) throws(DatasetError) {
        // Deeper than any real file: a damaged one must not use up the stack.
        guard depth < 32 else { throw damaged(sequence) }
        position = sequence.start
        var index = 0
        while sequence.end.map({ position < $0 }) ?? true {
            let item = try window.element(at: position, coding)
            position = item.start
            if item.tag == .sequenceEnd, sequence.length == nil { return }
            guard item.tag == .item else { throw damaged(item) }
            if place.tags == nil, let end = item.end {
                position = try checked(end, item)
            } else {
                let end = item.end.map { min($0, window.file.size) }
                try elements(to: end, place.item(index), coding, depth: depth)
            }
            index += 1
        }
    }

    /// Passes over an element, keeping its value where it is wanted.
    private mutating func take(_ element: DICOMElement, wanted: Bool, frame: Int?) throws(DatasetError) {
        guard let length = element.length else { throw damaged(element) }
        position = try checked(element.start + length, element)
        guard wanted else { return }
        let limit = DICOMTag.paletteTables.contains(element.tag) ? 1 << 17 : 1024
        guard length <= limit else {
            throw .badFile(path: path, reason: "its element \(element.tag) has \(length) bytes; the file is damaged")
        }
        values[DICOMPlace(element.tag, frame: frame)] = Array(try window.bytes(length, at: element.start))
    }

    private func checked(_ end: Int, _ element: DICOMElement) throws(DatasetError) -> Int {
        guard end <= window.file.size else { throw .truncatedHeader(path: path) }
        return end
    }

    private func damaged(_ element: DICOMElement) -> DatasetError {
        .badFile(
            path: path, reason: "its element \(element.tag) at byte \(element.start) is out of place; it is damaged")
    }
}

/// The elements that are wanted outside of all sequences, and in those that tell of frames.
private let fileTags = Set<DICOMTag>([
    .imageType, .objectClass, .modality, .seriesDescription, .pixelSpacing, .seriesUID, .position, .orientation,
    .samplesPerPixel, .photometric, .frameCount, .rows, .columns, .bitsAllocated,
    .bitsStored, .highBit, .pixelRepresentation, .intercept, .slope, .modalityTable, .planes,
]).union(DICOMTag.palettes).union(DICOMTag.paletteTables)
private let frameTags: Set<DICOMTag> = [.position, .orientation, .pixelSpacing, .intercept, .slope]
