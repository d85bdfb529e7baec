import TesseraExperiments
import TesseraPlainText
import TesseraPrediction
import TesseraReporting

/// Predictions in words: as tables, and as JSON.
package struct PredictionWords {
    private let predictions: Predictions
    private let files: [String]
    private let strategy: Strategy
    private let classes: [String]
    private let boxes: [String]
    private let isExplained: Bool

    /// - Parameters:
    ///   - predictions: of the files, in their order.
    ///   - files: their paths.
    ///   - strategy: what decided.
    ///   - classes: the classes' names.
    ///   - boxes: the subdomains' boxes, where each one's opinion is told, too.
    package init(
        _ predictions: Predictions, of files: [String], by strategy: Strategy, classes: [String],
        explainedBy boxes: [String]?
    ) {
        self.predictions = predictions
        self.files = files
        self.strategy = strategy
        self.classes = classes
        self.boxes = boxes ?? []
        isExplained = boxes != nil
    }

    /// A table of all files, and one of each file's subdomains.
    package var text: String {
        var table = Table([
            .text("file"), .text("class"), .number("probability"), .text("next"), .number("probability"),
        ])
        for (sample, file) in files.enumerated() {
            let row = predictions.probabilities(of: sample)
            let decided = predictions.decisions[sample]
            // Majority voting decides ties by more than the shares: what is next is the largest of the others.
            let next = classes.indices.filter { $0 != decided }.max {
                row[row.startIndex + $0] < row[row.startIndex + $1]
            }
            table.append(
                [file, classes[decided], share(row, decided)]
                    + (next.map { [classes[$0], share(row, $0)] } ?? ["", ""]))
        }
        let decided = "Decided by \(strategy.name)\n\(table)"
        guard isExplained else { return decided }
        return ([decided] + files.indices.map(explanation)).joined(separator: "\n\n")
    }

    private func share(_ row: ArraySlice<Float>, _ index: Int) -> String {
        Format.accuracy(Double(row[row.startIndex + index]))
    }

    private func explanation(of sample: Int) -> String {
        let decided = predictions.decisions[sample]
        var table = Table([
            .number("subdomain"), .text("box"), .text("its opinion"), .number("probability"), .text("without it"),
            .number(classes[decided]),
        ])
        for index in boxes.indices {
            let opinion = predictions.opinion(of: index, on: sample)
            let own = opinion.indices.max { opinion[$0] < opinion[$1] } ?? opinion.startIndex
            let without = predictions.without[index]
            table.append([
                "\(index)", boxes[index], classes[own - opinion.startIndex], Format.accuracy(Double(opinion[own])),
                classes[without.decisions[sample]], share(without.probabilities(of: sample), decided),
            ])
        }
        return "\("\(files[sample]): \(classes[decided])".printable())\n\(table)"
    }

    /// An array with a member for each file.
    package var json: JSON {
        .array(
            files.indices.map { sample in
                var members: [(String, JSON)] = [
                    ("file", .text(files[sample])), ("class", .text(classes[predictions.decisions[sample]])),
                    ("strategy", .text(strategy.name)),
                    ("probabilities", named(predictions.probabilities(of: sample))),
                ]
                if isExplained { members.append(("subdomains", .array(boxes.indices.map { subdomain($0, sample) }))) }
                return .object(members)
            })
    }

    private func named(_ row: ArraySlice<Float>) -> JSON {
        .object(zip(classes, row).map { ($0, .number(Double("\($1)") ?? Double($1))) })
    }

    private func subdomain(_ index: Int, _ sample: Int) -> JSON {
        let without = predictions.without[index]
        return .object([
            ("subdomain", .integer(index)), ("box", .text(boxes[index])),
            ("probabilities", named(predictions.opinion(of: index, on: sample))),
            (
                "without",
                .object([
                    ("class", .text(classes[without.decisions[sample]])),
                    ("probabilities", named(without.probabilities(of: sample))),
                ])
            ),
        ])
    }
}
