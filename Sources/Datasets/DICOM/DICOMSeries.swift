/// The slices of one DICOM series: the files of a folder, or the frames of one file.
///
/// Slices are sorted along their normal, whatever the files are called. The patient's left, back and head, which DICOM
/// counts by, are turned to RAS+. A slice without orientation, which only one that is alone may be, is taken for axial.
struct DICOMSeries: Volume {
    let path: String
    let stored: [Int]
    let orientation: Orientation
    /// Slices can be, packed frames not; and the files are many.
    var isReadInParts: Bool { false }
    private let headers: [DICOMHeader]
    private let sorted: [DICOMSlice]

    /// The series in the folder `path`, of which each file's header is read.
    ///
    /// - Throws: `DatasetError` where a file is bad, or the files are not the slices of one volume.
    init(folder path: String) throws(DatasetError) {
        var headers: [DICOMHeader] = []
        for name in try dicomNames(in: path) { headers.append(try DICOMHeader(path: "\(path)/\(name)")) }
        guard !headers.isEmpty else {
            throw .badFile(
                path: path,
                reason: "the folder holds no DICOM files; a folder that is a volume holds the "
                    + "slices of one series")
        }
        try self.init(headers, path: path)
    }

    /// The frames of the file `path`.
    ///
    /// - Throws: `DatasetError` where the file is bad, holds one frame only, or its frames are not those of one volume.
    init(file path: String) throws(DatasetError) {
        let header = try DICOMHeader(path: path)
        guard header.frames.count > 1 else {
            throw .badFile(
                path: path,
                reason: "it is a single slice; the slices of a series belong into a folder of "
                    + "their own, which then is the volume")
        }
        try self.init([header], path: path)
    }

    private init(_ headers: [DICOMHeader], path: String) throws(DatasetError) {
        let first = headers[0]
        for other in headers.dropFirst() {
            func differs(_ reason: String) -> DatasetError {
                .badFile(path: path, reason: "\(first.path) and \(other.path) \(reason)")
            }
            guard other.series == first.series else {
                throw differs("are of different series, \(first.series) and \(other.series); each needs its own folder")
            }
            guard (other.columns, other.rows) == (first.columns, first.rows) else {
                let sizes = [first, other].map { "\($0.columns)x\($0.rows)" }
                throw differs("differ in size, \(sizes[0]) and \(sizes[1]); the slices of a volume have one size")
            }
        }
        let all = headers.indices.flatMap { header in
            headers[header].frames.indices.map { DICOMSlice(header: header, frame: $0) }
        }
        let stack = try DICOMStack(all, of: headers, path: path)
        (self.path, self.headers, sorted, orientation) = (path, headers, stack.slices, stack.orientation)
        stored = [first.columns, first.rows, sorted.count]
    }

    func slices() throws(DatasetError) -> any SliceReader { DICOMSliceReader(headers, sorted) }
}

/// A slice of a series: a frame of one of its files.
struct DICOMSlice: Sendable, Hashable {
    let header: Int
    let frame: Int
}
