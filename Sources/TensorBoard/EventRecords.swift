import Foundation
import SwiftProtobuf

/// Records of an event file, which TensorBoard reads one after the other: a file holds what it begins with, and what
/// was added since.
package struct EventRecords: Sendable {
    /// The file's bytes, or those to be put at its end: TFRecords, each an event.
    package private(set) var bytes: [UInt8] = []
    private let time: Date

    /// Records to be put at the end of a file.
    ///
    /// - Parameter time: when what they tell happened.
    package init(time: Date = Date()) {
        self.time = time
    }

    /// The beginning of a file whose first step is `step`: what earlier files of its folder tell of that step and of
    /// later ones no longer counts.
    package init(beginningAt step: Int, time: Date = Date()) {
        self.init(time: time)
        add(.with { $0.fileVersion = "brain.Event:2" })
        add(
            .with {
                $0.step = Int64(step)
                $0.sessionLog.status = .start
            })
    }

    /// Adds a point to the curve of each tag; the curves of tags with the same beginning, up to a `/`, are shown
    /// together.
    package mutating func add(_ values: [(tag: String, value: Double)], step: Int) {
        guard !values.isEmpty else { return }
        add(
            .with { event in
                event.step = Int64(step)
                event.summary.value = values.map { point in
                    .with {
                        $0.tag = point.tag
                        $0.simpleValue = Float(point.value)
                    }
                }
            })
    }

    mutating func add(_ event: TBEvent) {
        var event = event
        event.wallTime = time.timeIntervalSince1970
        add(record: event.bytes)
    }

    /// A TFRecord: length, its checksum, content, its checksum; numbers little-endian.
    private mutating func add(record: [UInt8]) {
        let length = littleEndian(UInt64(record.count))
        bytes += length + littleEndian(CRC32C.masked(length)) + record + littleEndian(CRC32C.masked(record))
    }

    /// A name for a new file in a folder, which sorts behind those of earlier files: TensorBoard reads them in this
    /// order.
    package static func fileName(time: Date = Date(), host: String = ProcessInfo.processInfo.hostName) -> String {
        // TensorBoard knows its files by "tfevents"; microseconds have 16 digits until the year 2286.
        "events.out.tfevents.\(Int64(time.timeIntervalSince1970 * 1e6)).\(host.replacing("/", with: "-"))"
    }
}

extension SwiftProtobuf.Message {
    /// The message's bytes.
    var bytes: [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            preconditionFailure("messages of a few values can always be written: \(error)")
        }
    }
}

private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}
