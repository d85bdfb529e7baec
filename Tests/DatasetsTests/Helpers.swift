import CTesseraZlib
import Foundation
import TesseraDatasets
import TesseraRandomness

/// The gzip file, of one member, that unpacks to `bytes`.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    var packed = [UInt8](repeating: 0, count: bytes.count + 1024)
    var bytes = bytes
    let code = bytes.withUnsafeMutableBufferPointer { input in
        packed.withUnsafeMutableBufferPointer { output in
            deflateInit2_(
                &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size))
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            let code = deflate(&stream, Z_FINISH)
            deflateEnd(&stream)
            return code
        }
    }
    guard code == Z_STREAM_END else { throw CocoaError(.coderInvalidValue) }
    return Array(packed.prefix(Int(stream.total_out)))
}

/// The IDX file of these dimensions and values.
func idx(_ dimensions: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)]
        + dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + bytes
}

/// Well mixed bytes, the same each time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var stream = RandomKey(seed: seed).stream
    return (0..<count).map { _ in UInt8(stream.integer(in: 0...255)) }
}

/// Samples full of noise.
func noisySamples(_ count: Int, shape: [Int], channels: Int) -> Samples {
    Samples(
        shape: shape, channels: channels, bytes: noise(count * shape.reduce(channels, *)),
        labels: [Int](repeating: 0, count: count))
}

/// All values of all samples.
func bytes(_ source: any SampleSource) throws -> [UInt8] { try source.samples(in: source.wholeRegion).bytes }

/// Samples that lie in no memory: each is made when asked for.
struct LazySamples: SampleSource {
    let samples: Samples
    var shape: [Int] { samples.shape }
    var channels: Int { samples.channels }
    var labels: [Int] { samples.labels }
    func values(of index: Int, in region: Region) -> [UInt8] { samples.values(of: index, in: region) }
    func name(of index: Int) -> String { "lazy \(index)" }
}
