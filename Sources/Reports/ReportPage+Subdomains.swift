import TesseraDecomposition
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// How each local network does by itself, where its box lies; nil where there is nothing to show.
    package func subdomainsSection(_ run: ReportedRun) -> ReportSection? {
        let (accuracies, part) = run.localAccuracies
        guard let trained = run.trained, accuracies.count == trained.boxes.count, let low = accuracies.min(),
            let high = accuracies.max(),
            let tiles = try? Grid(trained.experiment.decomposition.grid).boxes(of: trained.shape)
        else { return nil }
        let slices = SampleSlice.all(of: trained.shape, isAnatomical: trained.format == .volumes)
        guard !slices.isEmpty else { return nil }
        let means = run.measured?.pictures.means ?? []
        let overlaps = trained.experiment.decomposition.overlap > 0
        let maps = slices.enumerated().map { index, slice in
            let boxes = tiles.indices.compactMap { number -> BoxMap.Box? in
                guard let tile = slice.area(of: tiles[number]) else { return nil }
                return BoxMap.Box(
                    "local \(number)", value: accuracies[number], tile: tile,
                    outline: overlaps ? slice.area(of: trained.boxes[number]) : nil)
            }
            let words = "Accuracy of each subdomain\(slice.title.isEmpty ? "" : ", \(slice.title) plane"): "
            let map = BoxMap(
                description: words
                    + (boxes.count <= 16
                        ? boxes.map(\.description).joined(separator: ", ")
                        : "\(Format.accuracy(low)) to \(Format.accuracy(high))"),
                area: slice.area,
                picture: means.indices.contains(index) ? means[index] : nil, boxes: boxes, values: low...high)
            let caption = Markup.tag("figcaption", [:], Markup("\(slice.title) plane through the middle"))
            return Markup.tag("figure", [:], [map.markup, slice.title.isEmpty ? [] : caption])
        }
        let locals = run.measured?.locals.enumerated().map { ("local \($0)", $1) } ?? []
        let chart = locals.isEmpty || locals.count > 32 ? [] : [intervals(locals)]
        let ground =
            means.isEmpty
            ? "" : " The picture is the mean of \(Format.count(run.measured?.pictures.meanCount ?? 0)) samples."
        return ReportSection(
            id: "subdomains", title: "Accuracy of the subdomains",
            content: [
                .tag(
                    "p", [:],
                    "Each local network by itself, on its box alone: \(Format.accuracy(low)) to \(Format.accuracy(high)) on \(part).\(ground)\(overlaps ? " Dashed: the boxes with their overlap." : "")"
                ),
                .tag("div", ["class": "grid"], Markup(maps + chart)),
            ])
    }
}
