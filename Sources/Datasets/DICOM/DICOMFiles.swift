/// The endings of files that lie beside the slices of a series and are passed over.
private let companions = [".txt", ".xml", ".json", ".csv", ".tsv", ".md", ".html", ".pdf"]

/// The names of the files in a folder that should be slices: all that are not hidden, but for directories of DICOM
/// files (DICOMDIR) and companions; any ending may be that of a slice, or none.
func dicomNames(in folder: String) throws(DatasetError) -> [String] {
    try visibleNames(in: folder).filter { name in
        let name = name.lowercased()
        return name != "dicomdir" && !companions.contains(where: name.hasSuffix)
    }.filter { !isFolder("\(folder)/\($0)") }
}

/// Whether there is a DICOM file at `path`.
func isDICOMFile(_ path: String) -> Bool {
    guard let file = try? File(path: path), let bytes = try? file.read(132, at: 0) else { return false }
    return isDICOM(bytes)
}

/// A DICOM file in the folder or so many levels below, among the first few files and folders of each; nil where there
/// is none.
func aDICOMFile(in folder: String, levels: Int, few: Int = 4) -> String? {
    guard levels > 0, let files = try? dicomNames(in: folder), let folders = try? subfolders(of: folder) else {
        return nil
    }
    return files.prefix(few).lazy.map { "\(folder)/\($0)" }.first(where: isDICOMFile)
        ?? folders.prefix(few).lazy.compactMap { aDICOMFile(in: "\(folder)/\($0)", levels: levels - 1, few: few) }.first
}
