import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// The samples that the default strategy was surest of, and wrong.
    package func mistakesSection(_ run: ReportedRun) -> ReportSection? {
        guard let measured = run.measured, let trained = run.trained else { return nil }
        let pictures = measured.pictures
        let strategy = trained.defaultStrategy.name
        guard !pictures.mistakes.isEmpty else {
            return ReportSection(
                id: "errors", title: "Worst errors",
                content: .tag("p", [:], "\(strategy) is right about all \(Format.count(measured.count)) samples."))
        }
        let items = pictures.mistakes.map { mistake -> Markup in
            let (label, decision) = (trained.classes[mistake.label], trained.classes[mistake.decision])
            let image = mistake.picture.flatMap { picture in
                picture.dataURI.map { uri in
                    Markup.tag(
                        "img",
                        [
                            "src": uri, "width": "\(picture.width)", "height": "\(picture.height)",
                            "alt": "\(mistake.name): \(label), taken for \(decision)",
                            // The pixels of small samples are shown as such.
                            "class": max(picture.width, picture.height) < 64 ? "pixels" : "smooth",
                        ])
                }
            }
            func fact(_ name: Markup, _ value: Markup) -> Markup { .tag("dt", [:], name) + .tag("dd", [:], value) }
            return .tag(
                "li", [:],
                [
                    image ?? [],
                    .tag(
                        "dl", [:],
                        [
                            fact("is", clipped(label)), fact("taken for", clipped(decision)),
                            fact("sure", Markup(Format.accuracy(mistake.probability))),
                            fact("sample", clipped(mistake.name)),
                        ]),
                ])
        }
        let slice = trained.shape.count == 3 ? " Volumes are shown by their middle slice." : ""
        return ReportSection(
            id: "errors", title: "Worst errors",
            content: [
                .tag(
                    "p", [:],
                    "\(strategy) is wrong about \(Format.count(pictures.mistakeCount)) of \(Format.count(measured.count)) samples. These are the ones that it was surest of.\(slice)"
                ),
                .tag("ul", ["class": "errors"], Markup(items)),
            ])
    }
}
