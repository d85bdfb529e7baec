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
    private let stack: DICOMStack

    /// What lay beside the slices, or was done to them, in words; each with how often.
    let notes: [String]

    /// The series in the folder `path`, of which each file's header is read.
    ///
    /// Files that are no slices are passed over, as are localizers beside slices.
    ///
    /// - Parameters:
    ///   - path: a folder.
    ///   - choice: of several series the one to take: `largest`, or a regular expression that finds one description.
    /// - Throws: `DatasetError` where a slice is bad, or the slices are not those of one volume.
    init(folder path: String, choice: String? = nil) throws(DatasetError) {
        var headers: [DICOMHeader] = []
        var (others, objects) = (0, 0)
        for name in try dicomNames(in: path) {
            do throws(DatasetError) {
                headers.append(try DICOMHeader(path: "\(path)/\(name)"))
            } catch .noPicture {
                objects += 1
            } catch {
                guard !isDICOMFile("\(path)/\(name)") else { throw error }
                others += 1
            }
        }
        let isLocalizer = headers.map { $0.imageType.contains("LOCALIZER") }
        let localizers = isLocalizer.contains(false) ? isLocalizer.count { $0 } : 0
        if localizers > 0 { headers = zip(headers, isLocalizer).filter { !$1 }.map(\.0) }
        guard !headers.isEmpty else {
            throw .badFile(
                path: path,
                reason: "the folder holds no DICOM files of slices; a folder that is a volume holds the "
                    + "slices of one series")
        }
        var notes = [
            (others, "files that are no DICOM"), (objects, "DICOM objects that are no pictures"),
            (localizers, "localizers"),
        ].filter { $0.0 > 0 }.map { "\($0) \($1)" }
        try self.init(Self.chosen(headers, choice, path: path, &notes), path: path, notes: notes)
    }

    /// The slices of one series.
    ///
    /// - Throws: `DatasetError` where there are several, and none is asked for, or not one.
    private static func chosen(
        _ headers: [DICOMHeader], _ choice: String?, path: String, _ notes: inout [String]
    ) throws(DatasetError) -> [DICOMHeader] {
        let series = Dictionary(grouping: headers, by: \.series).sorted { $0.key < $1.key }.map(\.value)
        guard series.count > 1 else { return headers }
        let list = series.map {
            "\($0[0].description.isEmpty ? "one without description" : "“\($0[0].description)”") (\($0.count) slices, as \($0[0].path.lastName))"
        }
        .joined(separator: ", ")
        guard let choice else {
            throw .badFile(
                path: path,
                reason:
                    "it holds \(series.count) series: \(list); give each its own folder, or data.series: largest, or a "
                    + "pattern that finds one description")
        }
        let found: [[DICOMHeader]]
        if choice == "largest" {
            let most = series.map(\.count).max()
            found = series.filter { $0.count == most }
        } else {
            guard let pattern = try? Regex(choice) else {
                throw .badFile(path: path, reason: "data.series is \(choice), which is no regular expression")
            }
            found = series.filter { $0[0].description.contains(pattern) }
        }
        guard found.count == 1 else {
            throw .badFile(
                path: path,
                reason:
                    "data.series: \(choice) finds \(found.isEmpty ? "none" : "\(found.count)") of its series: \(list)")
        }
        notes.append("\(series.count - 1) other series")
        return found[0]
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
        try self.init([header], path: path, notes: [])
    }

    private init(_ headers: [DICOMHeader], path: String, notes: [String]) throws(DatasetError) {
        let first = headers[0]
        if let header = headers.first(where: { $0.format.colour != nil }), let colour = header.format.colour {
            throw .badFile(
                path: path,
                reason:
                    "the pixels of \(header.path) are \(colour.name); volumes are of one value a voxel, MONOCHROME1 or "
                    + "MONOCHROME2")
        }
        if let mosaic = headers.first(where: { $0.imageType.contains("MOSAIC") }) {
            throw .badFile(
                path: path,
                reason:
                    "\(mosaic.path) is a mosaic: many slices side by side in one picture, as Siemens stores MR; unpack it "
                    + "with dcm2niix")
        }
        for other in headers.dropFirst() {
            func differs(_ reason: String) -> DatasetError {
                .badFile(path: path, reason: "\(first.path) and \(other.path) \(reason)")
            }
            guard (other.columns, other.rows) == (first.columns, first.rows) else {
                let sizes = [first, other].map { "\($0.columns)x\($0.rows)" }
                throw differs("differ in size, \(sizes[0]) and \(sizes[1]); the slices of a volume have one size")
            }
        }
        try Self.checkSpacing(headers, path: path)
        let all = headers.indices.flatMap { header in
            headers[header].frames.indices.map { DICOMSlice(header: header, frame: $0) }
        }
        let stack = try DICOMStack(all, of: headers, path: path)
        (self.path, self.headers, sorted, orientation) = (path, headers, stack.slices, stack.orientation)
        self.stack = stack
        stored = [first.columns, first.rows, stack.count]
        self.notes = notes + (stack.places == nil ? [] : ["series whose slices lie unevenly, brought to even places"])
    }

    /// Makes sure that all slices' pixels are of one size.
    private static func checkSpacing(_ headers: [DICOMHeader], path: String) throws(DatasetError) {
        var first: (spacing: [Double], name: String)?
        for header in headers {
            guard let spacing = header.frames.first?.spacing else { continue }
            guard let known = first else {
                first = (spacing, header.path)
                continue
            }
            guard zip(spacing, known.spacing).allSatisfy({ abs($0 - $1) <= 0.01 * $1 }) else {
                throw .badFile(
                    path: path,
                    reason:
                        "\(known.name) and \(header.path) differ in spacing, \(known.spacing) and \(spacing) mm; the pixels "
                        + "of a volume have one size")
            }
        }
    }

    /// Millimetres between voxels along the stored axes; nil where the files do not tell.
    var spacing: [Double]? {
        guard let plane = headers[0].frames.first?.spacing, let step = stack.step else { return nil }
        return [plane[1], plane[0], step]
    }

    func slices() throws(DatasetError) -> any SliceReader {
        let reader = DICOMSliceReader(headers, sorted)
        return stack.places.map { BlendedSlices(reader, $0) } ?? reader
    }
}

/// A slice of a series: a frame of one of its files.
struct DICOMSlice: Sendable, Hashable {
    let header: Int
    let frame: Int
}
