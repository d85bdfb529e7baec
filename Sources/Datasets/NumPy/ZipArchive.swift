import CTesseraZlib

/// The members of a zip archive, as NumPy's `.npz` is one: stored or deflated, with zip64's long sizes.
struct ZipArchive {
    /// One file inside.
    struct Member {
        let name: String
        let isDeflated: Bool
        let packedSize: Int
        let size: Int
        let checksum: UInt32
        fileprivate let headerOffset: Int
    }

    let file: File
    let members: [Member]

    /// Reads the archive's directory.
    init(path: String) throws(DatasetError) {
        let file = try File(path: path)
        self.file = file
        func damaged(_ what: String) -> DatasetError {
            .badFile(path: path, reason: "\(what); it is no zip archive, or truncated")
        }
        // The directory's end is in the last 22 bytes and what a comment adds, at most 64 KiB.
        let tail = try file.read(22 + 65535, at: max(0, file.size - 22 - 65535))
        guard
            let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
                Fields(tail[$0...]).number(0, 4) == 0x0605_4b50
            })
        else { throw damaged("it has no directory at its end") }
        let fields = Fields(tail[end...])
        var (count, size, offset) = (fields.number(10, 2), fields.number(12, 4), fields.number(16, 4))
        if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff, end >= 20 {
            let locator = Fields(tail[(end - 20)...])
            let longEnd = Fields(try file.read(56, at: locator.number(8, 8))[...])
            guard locator.number(0, 4) == 0x0706_4b50, longEnd.number(0, 4) == 0x0606_4b50 else {
                throw damaged("its long directory is not where it should be")
            }
            (count, size, offset) = (longEnd.number(32, 8), longEnd.number(40, 8), longEnd.number(48, 8))
        }
        let directory = try file.read(size, at: offset)
        var members: [Member] = []
        var place = 0
        for _ in 0..<count {
            let entry = Fields(directory.dropFirst(place))
            guard entry.number(0, 4) == 0x0201_4b50 else { throw damaged("its directory is broken") }
            let (nameLength, extraLength) = (entry.number(28, 2), entry.number(30, 2))
            let name = String(decoding: directory.dropFirst(place + 46).prefix(nameLength), as: UTF8.self)
            var sizes = [entry.number(24, 4), entry.number(20, 4), entry.number(42, 4)]
            entry.lengthen(&sizes, extra: 46 + nameLength..<46 + nameLength + extraLength)
            let method = entry.number(10, 2)
            guard method == 0 || method == 8, entry.number(8, 2) & 1 == 0 else {
                throw .badFile(path: path, reason: "\(name) is encrypted or packed in a way other than deflate")
            }
            members.append(
                Member(
                    name: name, isDeflated: method == 8, packedSize: sizes[1], size: sizes[0],
                    checksum: UInt32(truncatingIfNeeded: entry.number(16, 4)), headerOffset: sizes[2]))
            place += 46 + nameLength + extraLength + entry.number(32, 2)
        }
        self.members = members
    }

    /// Where the packed bytes of a member begin.
    func start(of member: Member) throws(DatasetError) -> Int {
        let header = Fields(try file.read(30, at: member.headerOffset)[...])
        let start = member.headerOffset + 30 + header.number(26, 2) + header.number(28, 2)
        guard header.number(0, 4) == 0x0403_4b50, member.packedSize <= file.size - start else {
            throw .badFile(path: file.path, reason: "\(member.name) is not where the directory says; it is damaged")
        }
        return start
    }

    /// A member's bytes, unpacked and checked.
    func bytes(of member: Member) throws(DatasetError) -> [UInt8] {
        let packed = try file.read(member.packedSize, at: start(of: member))
        // Deflate makes nothing more than 1032 times smaller: what promises more lies.
        guard member.isDeflated ? member.size / 1040 <= packed.count : member.size == packed.count else {
            throw .badFile(
                path: file.path, reason: "\(member.name) announces \(member.size) bytes in \(packed.count) packed ones")
        }
        let bytes = member.isDeflated ? try inflated(packed, member) : packed
        let checksum = bytes.withUnsafeBytes { buffer in
            // zlib counts in 32 bits, so long members go piece by piece.
            stride(from: 0, to: buffer.count, by: 1 << 30).reduce(crc32(0, nil, 0)) { sum, start in
                let piece = buffer[start..<min(start + 1 << 30, buffer.count)]
                return crc32(
                    sum, UnsafeRawBufferPointer(rebasing: piece).bindMemory(to: UInt8.self).baseAddress,
                    UInt32(piece.count))
            }
        }
        guard bytes.count == member.size, UInt32(truncatingIfNeeded: checksum) == member.checksum else {
            throw .badFile(path: file.path, reason: "\(member.name) is damaged: its checksum is wrong")
        }
        return bytes
    }

    private func inflated(_ packed: [UInt8], _ member: Member) throws(DatasetError) -> [UInt8] {
        let inflater = Inflater(.none)
        var packed = packed
        var failure: DatasetError?
        // One byte more than announced, to see whether it goes on.
        let bytes = [UInt8](unsafeUninitializedCapacity: member.size + 1) { output, written in
            packed.withUnsafeMutableBytes { input in
                var used = 0
                while !inflater.isComplete, used < input.count || written == 0, written <= member.size {
                    // zlib counts in 32 bits.
                    let source = UnsafeMutableRawBufferPointer(rebasing: input[used..<min(used + 1 << 30, input.count)])
                    let free = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(output)[
                            written..<min(written + 1 << 30, output.count)])
                    do throws(DatasetError) {
                        let step = try inflater.inflate(source, to: free, path: file.path)
                        used += step.read
                        written += step.written
                        if step == (0, 0) { break }
                    } catch {
                        failure = error
                        break
                    }
                }
            }
        }
        if failure != nil || !inflater.isComplete || bytes.count != member.size {
            throw .badFile(path: file.path, reason: "\(member.name) is damaged: it cannot be unpacked")
        }
        return bytes
    }
}

/// Little-endian numbers at fixed places; what lies past the end reads as 0, which no signature is.
private struct Fields {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The number of `length` bytes at `place`; of one that does not fit into an `Int`, the lower 63 bits.
    func number(_ place: Int, _ length: Int) -> Int {
        let part = bytes.dropFirst(place).prefix(length)
        guard part.count == length else { return 0 }
        return Int(part.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & UInt64(Int.max >> 1))
    }

    /// Replaces those `sizes` that do not fit into 32 bits by zip64's, which stand in the extra field of the number 1.
    func lengthen(_ sizes: inout [Int], extra: Range<Int>) {
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound {
            let length = number(place + 2, 2)
            if number(place, 2) == 1 {
                var next = place + 4
                for index in sizes.indices where sizes[index] == 0xffff_ffff {
                    sizes[index] = number(next, 8)
                    next += 8
                }
            }
            place += 4 + length
        }
    }
}
