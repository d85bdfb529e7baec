import CTesseraZlib

/// Unpacks a gzip stream of one or more members piece by piece, zlib checking each member's checksum and length, or a
/// zlib stream, or the bare stream inside of a zip archive.
final class Inflater {
    /// What is around the packed bytes.
    enum Wrapping: Int32 {
        // 15 is the largest window there is, with zlib's header and checksum; 16 more asks for gzip's, a minus sign for none.
        case gzip = 31
        case zlib = 15
        case none = -15
    }

    /// Whether the bytes so far end with a whole member, so that the stream may end here.
    private(set) var isComplete = false

    // zlib keeps the address of its stream, so the stream needs one place of its own for as long as it lives.
    private let stream: UnsafeMutablePointer<z_stream>

    init(_ wrapping: Wrapping = .gzip) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "zlib cannot start (code \(code)): out of memory, or not version \(ZLIB_VERSION)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Unpacks from the front of `input` to the front of `output` until either is used up or a member ends.
    ///
    /// The buffers are raw because zlib reads and writes them in place.
    ///
    /// - Throws: `DatasetError.brokenGzip` of `path`.
    func inflate(
        _ input: UnsafeMutableRawBufferPointer, to output: UnsafeMutableRawBufferPointer, path: String
    ) throws(DatasetError) -> (read: Int, written: Int) {
        if isComplete, !input.isEmpty {
            inflateReset(stream)
            isComplete = false
        }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        switch CTesseraZlib.inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isComplete = true
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "not a gzip stream"
            throw .brokenGzip(path: path, reason: reason)
        }
        return (input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out))
    }
}
