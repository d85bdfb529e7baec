import Yams

/// Where a text is no YAML, and why, in words.
struct SyntaxFault {
    private(set) var line: Int?
    private(set) var column: Int?
    private(set) var message: String

    /// What `error`, thrown while parsing `yaml`, says.
    init(_ error: any Error, in yaml: String) {
        message = "this is not YAML"
        guard let error = error as? YamlError else { return }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            (line, column) = (mark.line, mark.column)
            message += ": \(problem)" + (context.map { " \($0.text), which began in line \($0.mark.line)" } ?? "")
            // libyaml's own words do not say it: tabs are what people stumble over most.
            let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            if lines.indices.contains(mark.line - 1), lines[mark.line - 1].contains("\t") {
                message += "; indent with blanks, not with tabs"
            }
        case .reader(let problem, let offset, _, _):
            line = offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }
            message += ": \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            line = context.mark.line
            let names = keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            message = "\(names) stands twice in the same map; keep one"
        default: break
        }
    }

    /// The place as `name:line:column`.
    func place(in name: String) -> String {
        ([name] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    }
}
