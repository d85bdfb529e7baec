import Foundation
import TesseraRandomness

/// The number of damaged files to try; `TESSERA_MUTANTS` in the environment asks for more.
let mutantCount = ProcessInfo.processInfo.environment["TESSERA_MUTANTS"].flatMap { Int($0) } ?? 2000

/// `bytes` with damage: bits turned, bytes replaced, the end or a piece missing, noise added.
func mutant(of bytes: [UInt8], key: RandomKey, fields: Int) -> [UInt8] {
    var bytes = bytes
    var stream = key.stream
    for _ in 0...stream.integer(in: 0...3) where !bytes.isEmpty {
        // Half of the damage hits the first bytes, where the header is.
        let last = stream.integer(in: 0...1) == 0 ? min(fields, bytes.count) - 1 : bytes.count - 1
        let place = stream.integer(in: 0...last)
        switch stream.integer(in: 0...6) {
        case 0, 1: bytes[place] ^= 1 << UInt8(stream.integer(in: 0...7))
        case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][stream.integer(in: 0...4)]
        case 3:
            for index in place..<min(place + 8, bytes.count) { bytes[index] = UInt8(stream.integer(in: 0...255)) }
        case 4: bytes.removeSubrange(place...)
        case 5: bytes.removeSubrange(place..<min(place + stream.integer(in: 1...16), bytes.count))
        default: bytes.insert(contentsOf: noise(8, seed: UInt64(place)), at: place)
        }
    }
    return bytes
}
