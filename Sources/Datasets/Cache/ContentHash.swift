/// A hash of 128 bits of some bytes, by which equal files are known.
///
/// Not for cryptography.
struct ContentHash: Sendable, Hashable {
    private var first: UInt64 = 0x243f_6a88_85a3_08d3
    private var second: UInt64 = 0x1319_8a2e_0370_7344

    /// Takes in bytes; their number counts too, so `ab` + `c` differs from `a` + `bc`.
    mutating func add(_ bytes: [UInt8]) {
        add(UInt64(bytes.count))
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while place + 8 <= bytes.count {
                add(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place += 8
            }
            var rest: UInt64 = 0
            while place < bytes.count {
                rest = rest << 8 | UInt64(bytes[place])
                place += 1
            }
            add(rest)
        }
    }

    /// Takes in another hash.
    mutating func add(_ hash: ContentHash) {
        add(hash.first)
        add(hash.second)
    }

    /// Two lanes that differ in how they mix.
    private mutating func add(_ word: UInt64) {
        let product = (first ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        first = product.high ^ product.low &+ 0x2545_f491_4f6c_dd1d
        second = ((second &+ word) &* 0xff51_afd7_ed55_8ccd)
        second ^= second >> 32
    }

    /// 64 of its bits.
    var short: UInt64 { first ^ second }

    /// 32 hexadecimal digits.
    var text: String {
        [first, second].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The hash of a file's content.
    init(ofFile path: String) throws(DatasetError) {
        self.init()
        let file = try File(path: path)
        var place = 0
        repeat {
            let bytes = try file.read(1 << 20, at: place)
            guard !bytes.isEmpty || file.size == 0 else {
                throw .unreadable(path: path, reason: "it has become shorter while it was read")
            }
            add(bytes)
            place += bytes.count
        } while place < file.size
    }

    /// The hash of a sample's content: of a file, with the one of the voxels where it is just the header of a volume,
    /// or of all visible files of a folder with their names.
    init(ofSample path: String) throws(DatasetError) {
        guard isFolder(path) else {
            self = try ContentHash(ofFile: path)
            for voxels in VolumeFolder.fileKind(of: path)?.companions(of: path) ?? [] where exists(voxels) {
                add(try ContentHash(ofFile: voxels))
            }
            return
        }
        self.init()
        for name in try visibleNames(in: path) where !isFolder("\(path)/\(name)") {
            add(Array(name.utf8))
            add(try ContentHash(ofFile: "\(path)/\(name)"))
        }
    }

    init() {}

    /// The hash of bytes in memory.
    init(of bytes: [UInt8]) {
        self.init()
        add(bytes)
    }
}
