import Foundation
import TesseraFiles
import TesseraTorch

/// A stretch of time in which a network was trained without a pause.
public struct TrainingSpan: Sendable, Hashable {
    /// When it began and ended.
    public var began, ended: Date
    /// The number of the worker that trained it, from 0, among those of its process.
    public var worker: Int
    /// What it was trained on, such as `cpu`.
    public var device: String

    /// A span of time on a worker.
    public init(began: Date, ended: Date, worker: Int, device: String) {
        (self.began, self.ended, self.worker, self.device) = (began, ended, worker, device)
    }
}

extension [TrainingSpan] {
    private static var header: String { "began,ended,worker,device" }
    private static var form: Date.ISO8601FormatStyle { .init(includingFractionalSeconds: true) }

    /// The whole of `timeline.csv`: a line a span.
    package var csv: String {
        let lines = map { span in
            "\(span.began.formatted(Self.form)),\(span.ended.formatted(Self.form)),\(span.worker),\(span.device)"
        }
        return ([Self.header] + lines).joined(separator: "\n") + "\n"
    }

    /// Reads what `csv` wrote; nil where it is anything else.
    package init?(csv: String) {
        let lines = csv.split(separator: "\n")
        guard lines.first == Self.header[...] else { return nil }
        var spans: [TrainingSpan] = []
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let began = try? Date(fields[0], strategy: Self.form),
                let ended = try? Date(fields[1], strategy: Self.form), began <= ended, let worker = Int(fields[2]),
                worker >= 0
            else { return nil }
            spans.append(TrainingSpan(began: began, ended: ended, worker: worker, device: fields[3]))
        }
        self = spans
    }
}

/// Writes down when a network is trained: for people and reports, never for the training itself.
package final class Timeline {
    private let path: String
    private let earlier: [TrainingSpan]
    private let worker: Worker
    private let began = Date()
    private var lastWriting: ContinuousClock.Instant?

    /// A span that begins now, after `earlier` ones.
    package init(path: String, earlier: [TrainingSpan], worker: Worker) {
        (self.path, self.earlier, self.worker) = (path, earlier, worker)
    }

    /// Keeps the span up to now.
    package func write() throws {
        // A clock that was set back must not give a span that ends before it begins.
        let span = TrainingSpan(
            began: began, ended: max(began, Date()), worker: worker.number, device: worker.device.description)
        try replaceFile(at: path, with: Array((earlier + [span]).csv.utf8))
        lastWriting = .now
    }

    /// The same, once a second at most: epochs may be shorter than the disk is quick.
    ///
    /// What a kill takes away is what came after the last writing.
    package func writeNowAndThen() throws {
        if let lastWriting, .now - lastWriting < .seconds(1) { return }
        try write()
    }
}
