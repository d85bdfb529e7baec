import TesseraDatasets

extension Experiment {
    /// Which samples an experiment uses, the file's `data`.
    public struct DataSection: Sendable, Hashable {
        /// A folder or file, as written: relative paths are relative to the current directory.
        public var path: String
        /// The kind of data set; nil, `auto` in the file: found out from the files.
        public var format: DatasetFormat?
        /// The share held out for validation, stratified, where the data has no split of its own; between 0 and 1.
        public var validation = 0.2
        /// Whether decoded samples are kept in the user's cache folder.
        public var cache = true
        /// Whether the run's folder keeps a hash of each sample, by which the run knows its own.
        public var fingerprints = true
        /// The form that samples are brought to.
        public var form = SampleForm()

        /// Where classes, parts and groups come from, beside class folders.
        public var labels = SampleLabels()

        /// The samples at `path`, with the defaults for all else.
        public init(path: String) { self.path = path }
    }
}

extension Experiment.DataSection: Section {
    static var blank: Self { Self(path: "") }

    static var fields: [Field<Self>] {
        [
            Field("path", \.path, .text("a folder or file"), isRequired: true),
            Field("format", \.format, .choice(orNil: "auto")),
            Field("validation", \.validation, .number("a number between 0 and 1") { $0 > 0 && $0 < 1 }),
            Field("size", \.form.size, .optional(.list(of: .integer(1...1_000_000), count: 1...8))),
            Field("fit", \.form.fit, .choice()),
            Field(
                "spacing", \.form.spacing, .optional(.list(of: .number("a number above 0") { $0 > 0 }, count: 3...3))),
            Field("window", \.window, .optional(.window)),
            Field("series", \.form.series, .optional(.text("largest, or a pattern on the description"))),
            Field("axes", \.form.axes, .optional(.choice())),
            Field("table", \.labels.table, .optional(.text("a CSV or TSV file"))),
            Field("columns", \.labels.columns, .columns),
            Field("groups", \.labels.groups, .optional(.text("a column, a pattern with a bracket, or none"))),
            Field("cache", \.cache, .boolean),
            Field("fingerprints", \.fingerprints, .boolean),
        ]
    }
}

extension Codec where Value == TableColumns {
    /// The names of a table's columns.
    fileprivate static var columns: Self {
        let wanted = "a column's name"
        let fields: [Field<TableColumns>] = [
            Field("file", \.file, .text(wanted)), Field("label", \.label, .text(wanted)),
            Field("split", \.split, .text(wanted)), Field("group", \.group, .text(wanted)),
        ]
        var codec = Codec(wanted: "a map with the keys file, label, split and group") { item in
            var value = TableColumns()
            item.read(fields, into: &value)
            return value
        } write: { value in
            .inline("{" + lines(fields, value).joined(separator: ", ") + "}")
        }
        codec.settings = { value in fields.flatMap { $0.settings(value) } }
        return codec
    }
}

extension Experiment.DataSection {
    /// The window as the file has it.
    fileprivate enum Window: Hashable {
        case range([Double])
        case percentiles([Double])
    }

    fileprivate var window: Window? {
        get { form.window.map { .range($0) } ?? form.percentiles.map { .percentiles($0) } }
        set {
            (form.window, form.percentiles) = (nil, nil)
            switch newValue {
            case .range(let ends): form.window = ends
            case .percentiles(let shares): form.percentiles = shares
            case nil: break
            }
        }
    }
}

extension Codec where Value == Experiment.DataSection.Window {
    /// Two numbers, or a map `{percentiles: [low, high]}`.
    fileprivate static var window: Self {
        let ascending = Codec<[Double]>.list(of: .anyNumber, count: 2...2).checked("two numbers, the lower first") {
            $0[0] < $0[1]
        }
        let shares = ascending.checked("two numbers from 0 to 100, the lower first") {
            (0...100).contains($0[0]) && $0[1] <= 100
        }
        let fields: [Field<[Double]>] = [Field("percentiles", \.self, shares, isRequired: true)]
        return Codec(wanted: ascending.wanted) { item in
            guard case .mapping = item.node else { return ascending.read(item).map { .range($0) } }
            var value: [Double] = []
            item.read(fields, into: &value)
            return value.isEmpty ? nil : .percentiles(value)
        } write: { window in
            switch window {
            case .range(let ends): ascending.write(ends)
            case .percentiles(let ends): .inline("{" + lines(fields, ends).joined() + "}")
            }
        }
    }
}
