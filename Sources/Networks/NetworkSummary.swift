/// A network's layers with their output shapes and numbers of trained parameters, as values and as a text table.
public struct NetworkSummary: Sendable, Hashable {
    /// One layer.
    public struct Row: Sendable, Hashable {
        /// The layer's index, from 0.
        public let index: Int
        /// The layer in words.
        public let layer: String
        /// The shape of its output for one sample.
        public let output: Shape
        /// The number of its trained values.
        public let parameters: Int
    }

    /// The network's name.
    public let name: String
    /// The shape of the input of one sample.
    public let input: Shape
    /// One row a layer.
    public let rows: [Row]
    /// The number of trained values of all layers.
    public var parameters: Int { rows.reduce(0) { $0 + $1.parameters } }
}

extension Network {
    /// The network's summary for an input of shape `input`.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func summary(for input: Shape) throws(NetworkError) -> NetworkSummary {
        let outputs = try outputShapes(for: input)
        let tensors = try tensors(for: input)
        let rows = layers.indices.map { index in
            NetworkSummary.Row(
                index: index, layer: layers[index].description, output: outputs[index],
                parameters: tensors[index].filter(\.isTrained).reduce(0) { $0 + $1.count })
        }
        return NetworkSummary(name: name, input: input, rows: rows)
    }
}

extension NetworkSummary: CustomStringConvertible {
    /// The table as text: a heading, one aligned line a layer, and the total; no newline at the end.
    public var description: String {
        let cells =
            [["", "layer", "output", "parameters"]]
            + rows.map { ["\($0.index)", $0.layer, $0.output.description, grouped($0.parameters)] }
            + [["", "total", "", grouped(parameters)]]
        let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            "\(leading(row[0], widths[0]))  \(trailing(row[1], widths[1]))  \(trailing(row[2], widths[2]))  "
                + leading(row[3], widths[3])
        }
        return (["\(name), input \(input)"] + lines).joined(separator: "\n")
    }

    /// `text` after blanks up to `width`.
    private func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: width - text.count) + text
    }

    /// `text` before blanks up to `width`.
    private func trailing(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count)
    }

    /// `1234567` as `1,234,567`.
    private func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number).reversed().enumerated() {
            if place > 0 && place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
