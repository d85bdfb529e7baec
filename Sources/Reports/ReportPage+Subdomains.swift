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
            let high = accuracies.max()
        else { return nil }
        let slices = SampleSlice.all(of: trained.shape, isAnatomical: trained.format == .volumes)
        guard !slices.isEmpty else { return nil }
        let means = run.measured?.pictures.means ?? []
        let overlaps = trained.experiment.decomposition.overlap > 0
        let grids = trained.experiment.grids
        let drawn = slices.enumerated().flatMap { index, slice in grids.map { (index, slice, $0.grid, $0.networks) } }
        let maps = drawn.map { index, slice, grid, networks in
            let tiles = (try? Grid(grid.counts).boxes(of: trained.shape)) ?? []
            let boxes = zip(networks, tiles).compactMap { number, tile -> BoxMap.Box? in
                guard let area = slice.area(of: tile) else { return nil }
                return BoxMap.Box(
                    "local \(number)", value: accuracies[number], tile: area,
                    outline: overlaps ? slice.area(of: trained.boxes[number]) : nil)
            }
            let title = [
                slice.title.isEmpty ? "" : "\(slice.title) plane",
                networks.lowerBound == 0 ? "" : "level \(Grid(grid.counts))",
            ].filter { !$0.isEmpty }.joined(separator: ", ")
            let words = "Accuracy of each subdomain\(title.isEmpty ? "" : ", \(title)"): "
            let map = BoxMap(
                description: words
                    + (boxes.count <= 16
                        ? boxes.map(\.description).joined(separator: ", ")
                        : "\(Format.accuracy(low)) to \(Format.accuracy(high))"),
                area: slice.area,
                picture: means.indices.contains(index) ? means[index] : nil, boxes: boxes, values: low...high)
            let through = slice.title.isEmpty ? "" : "\(slice.title) plane through the middle"
            let level = networks.lowerBound == 0 ? "" : "level \(Grid(grid.counts)), of the picture shrunk"
            let caption = [through, level].filter { !$0.isEmpty }.joined(separator: "; ")
            return Markup.tag(
                "figure", [:], [map.markup, caption.isEmpty ? [] : Markup.tag("figcaption", [:], Markup(caption))])
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
