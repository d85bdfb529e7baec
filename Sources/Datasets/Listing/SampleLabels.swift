/// Where classes, parts and groups of samples in files come from, beside class folders: a table's columns, or names.
public struct SampleLabels: Sendable, Hashable {
    /// The word that turns something off.
    public static let none = "none"

    /// The table that names the samples; nil: one that lies in the data's folder.
    public var table: String?
    /// The names of its columns.
    public var columns = TableColumns()
    /// A column of the table, or a regular expression whose first bracket finds the group in a sample's name; `none`;
    /// nil: the table's column of groups, if it has one.
    public var groups: String?

    /// The defaults.
    public init() {}
}

/// What the columns of a table of samples are called, in whatever letters.
public struct TableColumns: Sendable, Hashable {
    /// The column of files, or of ids that files are called by; by default also `filename`, `path`, `image` or `id`.
    public var file = "file"
    /// The column of classes; by default also `class`.
    public var label = "label"
    /// The column of parts; `none`: there is none.
    public var split = "split"
    /// The column of groups, by default also `patient` or `patient_id`; `none`: there is none.
    public var group = "group"

    /// The defaults.
    public init() {}

    /// The names that a column goes by: the one that was given, or the usual ones.
    enum Column: String {
        case file
        case label
        case split
        case group
    }

    func names(of column: Column) -> [String] {
        let (given, others) =
            switch column {
            case .file: (file, ["filename", "file_name", "path", "image", "id"])
            case .label: (label, ["class"])
            case .split: (split, [])
            case .group: (group, ["patient", "patient_id"])
            }
        if given == column.rawValue { return [given] + others }
        return given == SampleLabels.none ? [] : [given]
    }
}
