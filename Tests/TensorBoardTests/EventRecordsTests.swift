import Foundation
import Testing

@testable import TesseraTensorBoard

/// The events in a file's bytes; nil where a record is not framed as it should be.
func events(_ bytes: [UInt8]) throws -> [TBEvent]? {
    var events: [TBEvent] = []
    var rest = bytes[...]
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    while !rest.isEmpty {
        guard rest.count >= 12 else { return nil }
        let header = rest.prefix(8)
        let length = Int(number(header))
        guard number(rest.dropFirst(8).prefix(4)) == UInt64(CRC32C.masked(Array(header))), rest.count >= 16 + length
        else { return nil }
        let content = Array(rest.dropFirst(12).prefix(length))
        guard number(rest.dropFirst(12 + length).prefix(4)) == UInt64(CRC32C.masked(content)) else { return nil }
        events.append(try TBEvent(serializedBytes: content))
        rest = rest.dropFirst(16 + length)
    }
    return events
}

@Suite struct EventRecordsTests {
    @Test func recordsCanBeReadAgain() throws {
        let time = Date(timeIntervalSince1970: 1_700_000_000.5)
        var records = EventRecords(beginningAt: 7, time: time)
        records.add([("loss/training", 0.25), ("learning rate", 1e-3)], step: 7)
        records.add([], step: 8)
        let found = try #require(try events(records.bytes))
        #expect(found.count == 3 && found.allSatisfy { $0.wallTime == 1_700_000_000.5 })
        #expect(found[0].fileVersion == "brain.Event:2")
        #expect(found[1].sessionLog.status == .start && found[1].step == 7)
        #expect(found[2].step == 7 && found[2].summary.value.map(\.tag) == ["loss/training", "learning rate"])
        #expect(found[2].summary.value.map(\.simpleValue) == [0.25, 1e-3])
    }

    @Test func laterFilesHaveLaterNames() {
        let times = [0.0, 1, 0.000_002, 1e9, 1.7e9, 5e9].sorted().dropFirst(3).map(Date.init(timeIntervalSince1970:))
        let names = times.map { EventRecords.fileName(time: $0, host: "a/b") }
        #expect(names == names.sorted() && names.allSatisfy { $0.contains("tfevents") && !$0.contains("/") })
    }

    @Test func choicesAreTold() throws {
        var records = EventRecords()
        let start = Date(timeIntervalSince1970: 10)
        var parameters = HyperParameters(
            choices: [("grid", .text("2x2")), ("width", .number(nil)), ("rate", .number(0.5)), ("flip", .truth(true))],
            metrics: ["accuracy/a"], start: start)
        records.add(parameters)
        parameters.end = Date(timeIntervalSince1970: 20)
        records.add(parameters)
        let found = try #require(try events(records.bytes)).map { $0.summary.value[0] }
        let (experiment, session, end) = (
            "_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info"
        )
        #expect(found.map(\.tag) == [experiment, session, experiment, session, end])
        let data = try found.map { try TBHParamsPluginData(serializedBytes: $0.metadata.pluginData.content) }
        #expect(data[0].experiment.hparamInfos.map(\.name) == ["grid", "width", "rate", "flip"])
        #expect(data[0].experiment.hparamInfos.map(\.type) == [.string, .float64, .float64, .bool])
        #expect(data[0].experiment.metricInfos.map(\.name.tag) == ["accuracy/a"])
        #expect(data[1].sessionStartInfo.startTimeSecs == 10)
        let told = data[1].sessionStartInfo.hparams
        #expect(Set(told.keys) == ["grid", "rate", "flip"] && told["rate"]?.numberValue == 0.5)
        #expect(data[4].sessionEndInfo.status == .success && data[4].sessionEndInfo.endTimeSecs == 20)
    }
}
