import TesseraPlainText

extension DatasetError: CustomStringConvertible {
    /// Where, what is wrong, and what would be right, in one line.
    public var description: String {
        // The names of files may hold line feeds and what steers a terminal.
        sentence.printable()
    }

    private var sentence: String {
        switch self {
        case .noSuchPath(let path):
            "\(path): there is no such file or folder; give the folder that holds the data set"
        case .noSuchFile(let path):
            "\(path): there is no such file or folder"
        case .notFolder(let path):
            "\(path): is a file; give the folder that holds the data set"
        case .unrecognized(let folder, let names):
            "\(folder): holds no data set of a known format; looked for \(names.joined(separator: ", ")) and the like"
        case .missingFile(let folder, let names):
            "\(folder): \(names[0]) is missing\(alternatives(names.dropFirst())); fetch the data set again"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason))"
        case .brokenGzip(let path, let reason):
            "\(path): is a damaged gzip file (\(reason)); fetch it again"
        case .truncatedGzip(let path, let unpacked):
            "\(path): its gzip stream breaks off after \(grouped(unpacked)) unpacked bytes; "
                + "the file is truncated, fetch it again"
        case .wrongMagic(let path, let found, let expected):
            "\(path): begins with the bytes \(hexadecimal(found)) instead of \(hexadecimal(expected)); "
                + "it is not the IDX file of unsigned bytes that its name promises"
        case .truncatedHeader(let path):
            "\(path): ends inside its header; the file is truncated, fetch it again"
        case .absurdHeader(let path, let dimensions):
            "\(path): its header announces \(dimensions.map(grouped).joined(separator: " x ")) bytes, "
                + "which no file holds; the file is damaged, fetch it again"
        case .truncated(let path, let found, let announced):
            "\(path): holds \(grouped(found)) of the \(grouped(announced)) bytes its header announces; "
                + "the file is truncated, fetch it again"
        case .trailingBytes(let path, let announced):
            "\(path): goes on after the \(grouped(announced)) bytes its header announces; "
                + "the file is damaged, fetch it again"
        case .truncatedRecord(let path, let record, let found, let expected):
            "\(path): ends inside record \(grouped(record)), after \(grouped(found)) of its \(grouped(expected)) "
                + "bytes; the file is truncated, fetch it again"
        case .tooManyChannels(let path, let channels):
            "\(path): its last axis would be \(grouped(channels)) channels; a four-dimensional IDX file holds images "
                + "by samples, rows, columns, and 1 to 4 channels"
        case .empty(let path):
            "\(path): holds no samples; at least one of at least one pixel is needed"
        case .labelCount(let path, let labels, let imagesPath, let images):
            "\(path): holds \(grouped(labels)) labels for the \(grouped(images)) images of \(imagesPath); "
                + "the two files must belong together"
        case .labelOutOfRange(let path, let sample, let label, let classes):
            "\(path): sample \(grouped(sample)) has the label \(label), but there are \(classes) classes "
                + "(labels 0 to \(classes - 1))"
        case .shapesDiffer(let folder, let training, let validation):
            "\(folder): training samples are \(crossed(training)), validation samples \(crossed(validation)) "
                + "(channels last); both parts must have one shape"
        case .badClassNames(let path, let reason):
            "\(path): \(reason); write one class name a line, in the order of the labels"
        case .meaningless(let key, let path, let format):
            "\(path): \(key) means nothing for data of the format \(format.rawValue); leave it out"
        case .several(let errors):
            "\(errors.count) samples cannot be read: \(errors.prefix(20).map(\.description).joined(separator: "; "))"
                + (errors.count > 20 ? "; and \(errors.count - 20) more" : "")
        case .noClassFolders(let folder):
            "\(folder): holds no folders; each class's samples go into a folder with the class's name"
        case .emptyClass(let folder):
            "\(folder): holds no sample of this class that can be read; add some or remove the folder"
        case .unknownClasses(let folder, let names, let training):
            "\(folder): has the classes \(names.joined(separator: ", ")), which \(training) lacks"
        case .badFile(let path, let reason), .noPicture(let path, let reason):
            "\(path): cannot be read (\(reason))"
        case .badTable(let path, let mistakes):
            "\(path): \(mistakes.prefix(20).joined(separator: "; "))"
                + (mistakes.count > 20 ? "; and \(mistakes.count - 20) more mistakes" : "")
        case .missingLibrary(let library, let reason, let package):
            "\(library) is needed to read these data and cannot be opened (\(reason)); install Debian's package \(package)"
        case .sizesDiffer(let path, let size, let otherPath, let otherSize):
            "\(path) is \(crossed(size)), \(otherPath) is \(crossed(otherSize)) (channels last); samples of different "
                + "sizes need data.size, the size that all are brought to"
        }
    }
}

private func alternatives(_ names: ArraySlice<String>) -> String {
    names.isEmpty ? "" : " (also looked for \(names.joined(separator: ", ")))"
}

private func crossed(_ numbers: [Int]) -> String {
    numbers.map(\.description).joined(separator: "x")
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// 47040000 as 47,040,000.
private func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
        if place > 0, place % 3 == 0, digit != "-" { text.append(",") }
        text.append(digit)
    }
    return String(text.reversed())
}
