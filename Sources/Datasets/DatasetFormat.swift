/// The kinds of data sets that can be read.
public enum DatasetFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// The binary version of CIFAR-10 (Krizhevsky 2009): `data_batch_1.bin` ... `data_batch_5.bin`, `test_batch.bin`.
    case cifar10
    /// IDX, the files of MNIST (LeCun, Cortes, Burges) and its many successors: `train-images-idx3-ubyte` and three
    /// more.
    case idx
    /// A folder of images for each class.
    case images
    /// A folder of volumes for each class, NIfTI or DICOM, or a CSV file that names them.
    case volumes
    /// NumPy arrays: `.npz` archives as MedMNIST's, or `x.npy` and `y.npy`.
    case numpy

    /// The format of the data in `folder`, known by the names of its files, that of DICOM series by a look into a few.
    ///
    /// - Throws: `DatasetError.unrecognized`, which names the files looked for, where none is there.
    static func detected(in folder: String, labels: SampleLabels = SampleLabels()) throws(DatasetError) -> DatasetFormat
    {
        if folder.hasSuffix(".npz") { return .numpy }
        if !isFolder(folder), SampleTable.isName(folder) {
            return try ofSamples(beside: folder.dropLast(folder.lastName.count + 1))
        }
        guard isFolder(folder) else { throw .notFolder(folder) }
        for format in allCases where format.fileNames.joined().contains(where: { exists("\(folder)/\($0)") }) {
            return format
        }
        let names = try visibleNames(in: folder)
        if names.count(where: { $0.hasSuffix(".npz") }) == 1 || names.contains(where: { $0.hasSuffix(".npy") }) {
            return .numpy
        }
        if hasVolume(in: folder, levels: 5) { return .volumes }
        if let file = aDICOMFile(in: folder, levels: 6) { return DICOMPicture.isOne(file) ? .images : .volumes }
        if hasImage(in: folder, levels: 5) { return .images }
        if labels.table != nil || names.contains(where: SampleTable.isName) {
            return try ofSamples(beside: folder[...])
        }
        throw .unrecognized(
            folder: folder,
            lookedFor: allCases.compactMap { format in
                format.fileNames.first.map { "\($0[0]) (\(format.rawValue))" }
            } + ["CLASS/*.jpg (images)", "CLASS/*.nii.gz (volumes)"])
    }

    /// The format of what a table names, which lies in its folder or below.
    private static func ofSamples(beside folder: Substring) throws(DatasetError) -> DatasetFormat {
        let folder = folder.isEmpty ? "." : String(folder)
        if hasVolume(in: folder, levels: 5) { return .volumes }
        return aDICOMFile(in: folder, levels: 6).map { DICOMPicture.isOne($0) ? .images : .volumes } ?? .images
    }

    /// Whether there is a file of a volume in the folder or so many levels below.
    private static func hasVolume(in folder: String, levels: Int) -> Bool {
        guard levels > 0, let names = try? visibleNames(in: folder) else { return false }
        return names.contains { VolumeFolder.fileKind(of: $0) != nil }
            || names.contains { isFolder("\(folder)/\($0)") && hasVolume(in: "\(folder)/\($0)", levels: levels - 1) }
    }

    /// Whether there is an image in a folder so many levels below at most, but not in this one.
    private static func hasImage(in folder: String, levels: Int) -> Bool {
        guard levels > 1, let folders = try? subfolders(of: folder) else { return false }
        return folders.contains { name in
            let path = "\(folder)/\(name)"
            let names = (try? visibleNames(in: path)) ?? []
            return names.contains { Images.isName($0) || ImageFile.isImage(at: "\(path)/\($0)") }
                || hasImage(in: path, levels: levels - 1)
        }
    }

    /// The files the format cannot do without; for each the names it goes by, the usual one first.
    private var fileNames: [[String]] {
        switch self {
        case .cifar10: CIFAR10.fileNames
        case .idx: IDX.fileNames
        case .images, .volumes: []
        case .numpy: [["x.npy"], ["x_train.npy"], ["train_images.npy"]]
        }
    }
}

extension DatasetFormat {
    /// The axis from left to right of samples with so many axes: the last one, of volumes in RAS the first.
    package func mirrorAxis(of axes: Int) -> Int { self == .volumes ? 0 : axes - 1 }
}
