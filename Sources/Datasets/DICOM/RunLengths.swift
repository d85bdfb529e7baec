/// Pixels packed as RLE (PS3.5, G): one segment for each byte of each sample, the highest byte of the first sample first.
///
/// Unpacked here and not by GDCM, which mixes up the bytes of colours of 16 bits.
enum RunLengths {
    /// A frame's pixels: one picture of each sample, little endian; nil where the frame is damaged.
    static func unpacked(_ packed: [UInt8], _ format: DICOMPixelFormat, count: Int) -> [UInt8]? {
        let width = format.allocated / 8
        func number(_ index: Int) -> Int {
            packed[4 * index..<4 * index + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let segments = format.samples * width
        // A table of 16 numbers: how many segments there are, and where each begins.
        guard segments < 16, packed.count >= 64, number(0) == segments else { return nil }
        var pixels = [UInt8](repeating: 0, count: count * segments)
        for segment in 0..<segments {
            let start = number(segment + 1)
            let end = segment + 1 < segments ? number(segment + 2) : packed.count
            guard start >= 64, start <= end, end <= packed.count else { return nil }
            let first = segment / width * count * width + width - 1 - segment % width
            guard unpack(packed[start..<end], to: &pixels, from: first, every: width, count: count) else { return nil }
        }
        return pixels
    }

    /// Unpacks one segment; false where it ends before its last byte.
    private static func unpack(
        _ segment: ArraySlice<UInt8>, to pixels: inout [UInt8], from first: Int, every width: Int, count: Int
    ) -> Bool {
        var (place, done) = (segment.startIndex, 0)
        while done < count {
            guard place < segment.endIndex else { return false }
            let code = Int(segment[place])
            place += 1
            // 128 stands for nothing.
            if code == 128 { continue }
            let isRun = code > 128
            let length = isRun ? 257 - code : code + 1
            let bytes = isRun ? 1 : length
            guard place + bytes <= segment.endIndex else { return false }
            // Some writers pad rows or the end with more than there are.
            for index in 0..<min(length, count - done) {
                pixels[first + (done + index) * width] = segment[isRun ? place : place + index]
            }
            place += bytes
            done += length
        }
        return true
    }
}
