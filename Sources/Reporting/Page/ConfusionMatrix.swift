/// What is taken for what: a row a class, a column a class that it is taken for.
package struct ConfusionMatrix: Sendable {
    /// Above that many classes it is a picture and a list of the most frequent mistakes.
    static let largestTable = 40

    private let title: String
    private let classes: [String]
    private let counts: [[Int]]

    /// The matrix of `counts` [right class][class taken for].
    package init(title: String, classes: [String], counts: [[Int]]) {
        precondition(
            counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
            "\(counts.count) rows for \(classes.count) classes")
        (self.title, self.classes, self.counts) = (title, classes, counts)
    }

    /// The matrix, and for more than ten classes what is mistaken most often.
    package var markup: Markup {
        let isPicture = classes.count > Self.largestTable
        let style = classes.count > 16 ? "confusion dense" : "confusion"
        let matrix = isPicture ? picture : .tag("div", ["class": style], table)
        return .tag("div", ["class": isPicture ? "beside" : nil], classes.count > 10 ? [matrix, mistakes] : matrix)
    }

    /// A cell's share of its row.
    private func share(_ row: Int, _ column: Int) -> Double {
        let sum = counts[row].reduce(0, +)
        return sum == 0 ? 0 : Double(counts[row][column]) / Double(sum)
    }

    private var table: Markup {
        let isShort = classes.allSatisfy { $0.count <= 3 }
        var table = DataTable(
            caption: Markup(title), label: "Confusion matrix of \(title)",
            columns: [.text("is \\ taken for")] + classes.map { isShort ? .number(clipped($0)) : .upright(clipped($0)) }
        )
        for (row, name) in classes.enumerated() {
            table.append(
                [.header(clipped(name))]
                    + counts[row].indices.map { .number(Format.count(counts[row][$0]), shade: share(row, $0)) })
        }
        return table.markup
    }

    /// A pixel a cell, the darker the larger its share of the row.
    private var picture: Markup {
        var raster = Raster(width: classes.count, height: classes.count)
        let ink = Colour(hex: 0x0B3C5D)
        for row in classes.indices {
            for column in classes.indices where counts[row][column] > 0 {
                // Single samples must be seen: a tenth of the ink at least.
                raster[row, column] = Colour.white.mixed(with: ink, share: 0.1 + 0.9 * share(row, column))
            }
        }
        let side = max(classes.count, 336 / classes.count * classes.count)
        let caption = "\(title): rows are the classes, columns what they are taken for, both in the run's order"
        return .tag(
            "figure", ["class": "matrix"],
            [
                .tag(
                    "img",
                    [
                        "src": raster.dataURI ?? "", "width": "\(side)", "height": "\(side)",
                        "alt": "Confusion matrix of \(title) as a picture", "class": "pixels",
                    ]), .tag("figcaption", [:], Markup(caption)),
            ])
    }

    /// The most frequent mistakes.
    private var mistakes: Markup {
        let all = classes.indices.flatMap { row in
            classes.indices.compactMap { column in
                row != column && counts[row][column] > 0 ? (row, column, counts[row][column]) : nil
            }
        }
        var table = DataTable(
            caption: "\(title): most frequent mistakes", label: "Most frequent mistakes of \(title)",
            columns: [.text("is"), .text("taken for"), .number("samples"), .number("of the class")])
        for (row, column, count) in all.sorted(by: { $0.2 > $1.2 }).prefix(10) {
            table.append([
                .text(clipped(classes[row])), .text(clipped(classes[column])), .number(Format.count(count)),
                .number(Format.accuracy(share(row, column))),
            ])
        }
        return table.markup
    }
}

/// A name that is cut where it is long; pointing at it shows all of it.
package func clipped(_ name: String) -> Markup {
    .tag("bdi", ["class": "clip", "title": name.count > 14 ? name : nil], Markup(name))
}
