/// Why a data set cannot be read.
///
/// The cases carry the facts; `description` words them.
public enum DatasetError: Error, Sendable, Hashable {
    /// There is nothing at the path.
    case noSuchPath(String)
    /// There is nothing at the path of a sample.
    case noSuchFile(String)
    /// The path names a file.
    case notFolder(String)
    /// The folder holds no file of a known format.
    case unrecognized(folder: String, lookedFor: [String])
    /// The folder lacks a file of its format, which goes by any of `names`.
    case missingFile(folder: String, names: [String])
    /// The system refuses to read the file.
    case unreadable(path: String, reason: String)
    /// The gzip stream is not one, or its checksum is wrong.
    case brokenGzip(path: String, reason: String)
    /// The gzip stream breaks off after `unpacked` bytes.
    case truncatedGzip(path: String, unpacked: Int)
    /// The file's first bytes are not those of its format.
    case wrongMagic(path: String, found: [UInt8], expected: [UInt8])
    /// The file ends inside its header.
    case truncatedHeader(path: String)
    /// The header announces more bytes than can be counted.
    case absurdHeader(path: String, dimensions: [Int])
    /// The file holds fewer bytes than its header announces.
    case truncated(path: String, found: Int, announced: Int)
    /// The file goes on after the bytes its header announces.
    case trailingBytes(path: String, announced: Int)
    /// The last of a file's records is cut short.
    case truncatedRecord(path: String, record: Int, found: Int, expected: Int)
    /// The last axis of an image file, its channels, is too long.
    case tooManyChannels(path: String, channels: Int)
    /// The file holds no samples, or samples without pixels.
    case empty(path: String)
    /// Images and labels differ in number.
    case labelCount(path: String, labels: Int, imagesPath: String, images: Int)
    /// A label names no class; samples count from 0 within their file.
    case labelOutOfRange(path: String, sample: Int, label: Int, classes: Int)
    /// Training and validation samples differ in shape or channels (last).
    case shapesDiffer(folder: String, training: [Int], validation: [Int])
    /// The file of class names is not one.
    case badClassNames(path: String, reason: String)
    /// A key of `data` that means nothing for the data's format.
    case meaningless(key: String, path: String, format: DatasetFormat)
    /// Several samples cannot be read.
    case several([DatasetError])
    /// A folder that should hold a folder for each class holds none.
    case noClassFolders(String)
    /// A class's folder holds no sample.
    case emptyClass(String)
    /// A part has classes that the training part lacks.
    case unknownClasses(folder: String, [String], training: String)
    /// A file is not what its name promises, or damaged; the reader's reason.
    case badFile(path: String, reason: String)
    /// A DICOM object that is no picture, such as a report.
    case noPicture(path: String, reason: String)
    /// How a data set is laid out contradicts itself, or a table of samples does; what is wrong, all of it.
    case badTable(path: String, [String])
    /// A library that reads such files cannot be opened; the Debian package that has it.
    case missingLibrary(String, reason: String, package: String)
    /// Samples differ in size and no size is asked for; two of them with their sizes (channels last).
    case sizesDiffer(path: String, [Int], otherPath: String, [Int])
}
