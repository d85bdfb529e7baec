import Yams

/// Experiments whose results are laid beside published ones, a row of a table each: what a study file says.
package struct Study: Sendable, Hashable {
    /// What stands above its tables.
    package var title: String
    /// Folders beside the study file, such as `quick` and `paper`, each with an experiment file for every row; empty:
    /// the files lie beside the study file itself.
    package var sets: [String] = []
    /// Where the small files of finished runs are kept.
    package var results = "docs/results"
    /// The Markdown page that the tables are written into.
    package var page = "docs/Results.md"
    /// The rows, in the order in which they are trained.
    package var rows: [Row]

    /// One experiment of a study.
    package struct Row: Sendable, Hashable {
        /// What its run folders are called, and, with `.yaml`, its experiment file where `experiment` names no other.
        package var name: String
        /// What the tables call it.
        package var title: String
        /// Its experiment file.
        package var experiment: String?
        /// Values put over the file's, as in `decomposition.overlap=2`.
        package var set: [String] = []
        /// The seeds that it is run with; more than one: mean and deviation are told.
        package var seeds = [1]
        /// How its data, or anything else, differ from those of the published figures.
        package var note: String?
        /// Validation accuracies of which is told when each strategy first had them.
        package var targets: [Double] = []
        /// The published figures of each strategy.
        package var published = Published()

        /// The experiment file, from the folder of its set.
        package var file: String { experiment ?? name + ".yaml" }
    }

    /// Accuracies that others have published.
    package struct Figure: Sendable, Hashable {
        /// On the validation part.
        package let validation: Double
        /// On the training part.
        package let training: Double
    }

    /// The published figures of each strategy; several where the source gives several for the same.
    package struct Published: Sendable, Hashable {
        private var figures: [Strategy: [Figure]] = [:]

        /// The strategies with figures.
        package var strategies: [Strategy] { figures.keys.sorted { $0.name < $1.name } }

        /// The figures of a strategy; empty where there are none.
        package subscript(strategy: Strategy) -> [Figure] {
            get { figures[strategy] ?? [] }
            set { figures[strategy] = newValue }
        }
    }

    /// Reads the study file at `path`.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - strategies: those that the file may name.
    /// - Returns: the study; what the file leaves out has its default.
    /// - Throws: all mistakes together.
    package static func load(path: String, knowing strategies: [Strategy]) throws(ExperimentError) -> Study {
        let document = try Document(
            yaml: Document.text(ofFile: path, .study), name: path, .study, knowing: strategies)
        let study = Codec<Study>.section().read(Item(node: document.root, path: [], document: document))
        guard let study, document.mistakes.isEmpty else { throw document.error }
        return study
    }
}

extension Study: Section {
    static var blank: Study { Study(title: "", rows: []) }

    static var fields: [Field<Study>] {
        [
            Field("title", \.title, .text("a title"), isRequired: true),
            Field("sets", \.sets, .set(of: .folderName)),
            Field("results", \.results, .text("a folder")),
            Field("page", \.page, .text("a Markdown file")),
            Field("rows", \.rows, .list(of: .section()), isRequired: true),
        ]
    }

    mutating func settle(_ item: Item) {
        if Set(rows.map(\.name)).count < rows.count {
            item.refuse("rows", "two rows have the same name; give each its own")
        }
    }
}

extension Study.Row: Section {
    static var blank: Self { Self(name: "", title: "") }

    static var fields: [Field<Self>] {
        [
            Field("name", \.name, .folderName, isRequired: true),
            Field("title", \.title, .text("a title"), isRequired: true),
            Field("experiment", \.experiment, .optional(.text("an experiment file"))),
            Field("set", \.set, .list(of: .text("key.path=value"))),
            Field("seeds", \.seeds, .set(of: .integer(0...Int.max))),
            Field("note", \.note, .optional(.text("a sentence"))),
            Field("targets", \.targets, .list(of: .accuracy)),
            Field("published", \.published, .published),
        ]
    }
}

extension Codec where Value == Study.Published {
    /// A map from strategies to their figures.
    fileprivate static var published: Self {
        func fields(_ strategies: [Strategy]) -> [Field<Value>] { strategies.map { Field($0.name, \.[$0], .figures) } }
        var codec = Codec(wanted: "a map of strategies") { item in
            var published = Study.Published()
            item.read(fields(item.document.strategies), into: &published)
            return published
        } write: { published in
            .block(lines(fields(published.strategies), published))
        }
        codec.blank = .mapping(Node.Mapping([]))
        return codec
    }
}

extension Codec where Value == Double {
    fileprivate static var accuracy: Self { .number("an accuracy from 0 to 1") { (0...1).contains($0) } }
}

extension Codec where Value == [Study.Figure] {
    /// `[[validation, training], ...]`.
    fileprivate static var figures: Self {
        let pairs = Codec<[[Double]]>.list(
            of: .list(of: .accuracy, count: 2...2))
        return Codec(wanted: "a list of [validation, training]") { item in
            pairs.read(item)?.map { Study.Figure(validation: $0[0], training: $0[1]) }
        } write: {
            pairs.write($0.map { [$0.validation, $0.training] })
        }
    }
}
