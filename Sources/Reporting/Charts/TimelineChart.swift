/// What was done when, by whom: a lane a worker, a bar a stretch of work.
///
/// Long pauses, of a run that was resumed the next day, are cut out of the axis and marked.
package struct TimelineChart: Sendable {
    /// A stretch of work.
    package struct Span: Sendable {
        let name: String
        let worker: Int
        let began, ended: Double
        let ink: Ink

        /// Work on `worker`, from 0, between two times in seconds of any clock.
        package init(_ name: String, worker: Int, began: Double, ended: Double, ink: Ink) {
            (self.name, self.worker, self.began, self.ink) = (name, worker, began, ink)
            self.ended = max(began, ended)
        }
    }

    private let description: String
    private let lanes: [(worker: Int, spans: [Span])]
    private let time: WorkingTime

    /// A chart of spans in any order.
    package init(description: String, spans: [Span]) {
        self.description = description
        lanes = Self.lanes(of: spans)
        time = WorkingTime(spans.map { ($0.began, $0.ended) })
    }

    /// The pauses that are cut out, in seconds.
    package var pauses: [Double] { time.pauses }

    /// The chart's SVG.
    package var markup: Markup {
        let step = 26.0
        let bottom = 6 + step * Double(lanes.count)
        let titles = lanes.map { "worker \($0.worker)" }
        let x = LinearScale(
            0...max(time.length, 1e-9), from: (titles.map(SVG.width).max() ?? 0) + 12, to: SVG.wide - 24)
        let (unit, seconds) =
            time.busy < 180 ? ("seconds", 1.0) : time.busy < 10_800 ? ("minutes", 60) : ("hours", 3600)
        let elapsed = LinearScale(0...max(time.busy, 1e-9) / seconds, from: 0, to: 1)
        let ticks = elapsed.ticks(about: 10).flatMap { tick -> [Markup] in
            let place = x(time.place(afterWork: tick.value * seconds))
            return [
                SVG.line(x1: place, y1: 2, x2: place, y2: bottom, style: "grid"),
                SVG.text(tick.text, x: place, y: bottom + 15, anchor: "middle"),
            ]
        }
        let breaks = time.pauses.indices.map { index in
            let from = x(time.pausePlace(index))
            return SVG.rectangle(
                x: from, y: 2, width: x(time.pausePlace(index) + time.pauseLength) - from, height: bottom - 2,
                style: "pause", title: "pause of \(Format.duration(seconds: time.pauses[index]))")
        }
        let bars = lanes.enumerated().flatMap { index, lane in
            [SVG.text(titles[index], x: 0, y: 6 + step * Double(index) + 16, style: "label")]
                + lane.spans.flatMap { bar($0, x, y: 6 + step * Double(index), height: step - 5) }
        }
        return SVG.picture(
            width: SVG.wide, height: bottom + 36, label: description, style: "timeline wide",
            ticks + breaks + bars + [
                SVG.text(
                    "\(unit) of work", x: (x.start + x.end) / 2, y: bottom + 32, anchor: "middle", style: "axis-title")
            ])
    }

    private func bar(_ span: Span, _ x: LinearScale, y: Double, height: Double) -> [Markup] {
        let (from, to) = (x(time.place(of: span.began)), x(time.place(of: span.ended)))
        let seconds = Format.duration(seconds: span.ended - span.began)
        // A paper-coloured gap between neighbours, where they are wide enough for one.
        let gap = to - from > 4 ? 1.0 : 0
        let bar = SVG.rectangle(
            x: from, y: y, width: max(1, to - from - gap), height: height, style: span.ink.area,
            title: "\(span.name): \(seconds)")
        guard SVG.width(of: span.name) + 8 <= to - from else { return [bar] }
        return [bar, SVG.text(span.name, x: from + 5, y: y + height / 2 + 4, style: "on-ink")]
    }

    /// The spans of each worker; where two processes count their workers alike, work at the same time gets lanes of
    /// its own.
    private static func lanes(of spans: [Span]) -> [(worker: Int, spans: [Span])] {
        var lanes: [(worker: Int, spans: [Span])] = []
        for span in spans.sorted(by: { ($0.worker, $0.began) < ($1.worker, $1.began) }) {
            let free = lanes.firstIndex { lane in
                lane.worker == span.worker && (lane.spans.last?.ended ?? span.began) <= span.began
            }
            if let free { lanes[free].spans.append(span) } else { lanes.append((span.worker, [span])) }
        }
        return lanes
    }
}

/// Time without its long pauses: from seconds of a clock to places on an axis, in seconds too.
struct WorkingTime {
    private var stretches: [(began: Double, ended: Double)] = []

    init(_ spans: [(began: Double, ended: Double)]) {
        for span in spans.sorted(by: { $0.began < $1.began }) {
            if let last = stretches.last, span.began <= last.ended {
                stretches[stretches.count - 1].ended = max(last.ended, span.ended)
            } else {
                stretches.append(span)
            }
        }
        // Short breaks between two networks, to read samples say, are part of the work.
        let short = max(30, 0.1 * busy)
        var merged: [(began: Double, ended: Double)] = []
        for stretch in stretches {
            if let last = merged.last, stretch.began - last.ended <= short {
                merged[merged.count - 1].ended = stretch.ended
            } else {
                merged.append(stretch)
            }
        }
        stretches = merged
    }

    /// The seconds of all stretches.
    var busy: Double { stretches.reduce(0) { $0 + $1.ended - $1.began } }
    /// The seconds that were cut out.
    var pauses: [Double] { zip(stretches.dropFirst(), stretches).map { $0.began - $1.ended } }
    /// The length of a pause on the axis.
    var pauseLength: Double { busy * 0.02 }
    /// The length of the axis.
    var length: Double { busy + pauseLength * Double(pauses.count) }

    /// Where a pause begins on the axis.
    func pausePlace(_ index: Int) -> Double {
        stretches[...index].reduce(0) { $0 + $1.ended - $1.began } + pauseLength * Double(index)
    }

    /// The place of a time of the clock that lies in a stretch.
    func place(of time: Double) -> Double {
        var place = 0.0
        for (index, stretch) in stretches.enumerated() {
            if time <= stretch.ended || index == stretches.count - 1 {
                return place + min(max(time - stretch.began, 0), stretch.ended - stretch.began)
            }
            place += stretch.ended - stretch.began + pauseLength
        }
        return place
    }

    /// The place where so many seconds of work are done.
    func place(afterWork seconds: Double) -> Double {
        var rest = seconds
        for (index, stretch) in stretches.enumerated() {
            let length = stretch.ended - stretch.began
            if rest <= length || index == stretches.count - 1 { return place(of: stretch.began + rest) }
            rest -= length
        }
        return 0
    }
}
