import Networks

extension Codec where Value == Layer {
    /// A layer: `relu`, `convolution: 32` or `convolution: {channels: 32, stride: 2}`.
    static var layer: Self {
        let kinds = LayerForm.all.map(\.kind)
        let wanted = "a layer, such as relu or {convolution: 32}"
        return Codec(wanted: wanted) { item in
            let pairs = item.node.mapping.map { $0.map { ($0.key.scalar?.string, Optional($0.value)) } }
            guard let (name, value) = (pairs ?? [(item.scalar?.string, nil)]).first, pairs?.count ?? 1 == 1, let name
            else { return item.expected(wanted) }
            guard let form = LayerForm.all.first(where: { $0.kind == name }) else {
                let hint = kinds.nearest(to: name).map { "did you mean \($0)?" }
                item.record("unknown layer '\(name.excerpt)'; \(hint ?? "known are " + kinds.joined(separator: ", "))")
                return nil
            }
            return form.read(value.map { item.part(name, $0) }, in: item)
        } write: {
            .inline($0.written)
        }
    }
}

/// How one kind of layer is written in a file. The first field is required and is what the short form gives.
private struct LayerForm {
    let kind: String
    let fields: [Field<LayerDraft>]
    let make: (LayerDraft) -> Layer

    static var all: [LayerForm] {
        let channels = Field<LayerDraft>("channels", \.count, .integer(1...65_536), isRequired: true)
        let features = Field<LayerDraft>("features", \.count, .integer(1...65_536), isRequired: true)
        let size = Field<LayerDraft>("size", \.count, .integer(1...1_024), isRequired: true)
        let stride = Field<LayerDraft>("stride", \.stride, .optional(.integer(1...1_024)))
        let kernel = Field<LayerDraft>(
            "kernel", \.kernel,
            .integer(1...1_023).checked("an odd whole number from 1 to 1023") { !$0.isMultiple(of: 2) })
        let bias = Field<LayerDraft>("bias", \.bias, .boolean)
        let probability = Field<LayerDraft>(
            "probability", \.probability, .number("a number from 0 to below 1") { (0..<1).contains($0) },
            isRequired: true)
        return [
            LayerForm(kind: "convolution", fields: [channels, kernel, stride, bias]) {
                .convolution(channels: $0.count, kernel: $0.kernel, stride: $0.stride ?? 1, bias: $0.bias)
            },
            LayerForm(kind: "batchNorm", fields: []) { _ in .batchNorm },
            LayerForm(kind: "relu", fields: []) { _ in .relu },
            LayerForm(kind: "maxPool", fields: [size, stride]) {
                .maxPool(size: $0.count, stride: $0.stride ?? $0.count)
            },
            LayerForm(kind: "averagePool", fields: [size]) { .averagePool(size: $0.count) },
            LayerForm(kind: "globalAveragePool", fields: []) { _ in .globalAveragePool },
            LayerForm(kind: "dropout", fields: [probability]) { .dropout(probability: $0.probability) },
            LayerForm(kind: "flatten", fields: []) { _ in .flatten },
            LayerForm(kind: "linear", fields: [features, bias]) { .linear(features: $0.count, bias: $0.bias) },
            LayerForm(kind: "residual", fields: [channels, stride]) {
                .residual(channels: $0.count, stride: $0.stride ?? 1)
            },
        ]
    }

    /// The layer with the given values, or nil after a mistake was recorded in `item`.
    func read(_ values: Item?, in item: Item) -> Layer? {
        guard let first = fields.first else {
            guard values == nil else {
                item.record("\(kind) takes no values; write \(kind) alone")
                return nil
            }
            return make(LayerDraft())
        }
        guard let values else {
            item.record("\(kind) needs \(first.key), as in {\(kind): \(kind == "dropout" ? "0.5" : "2")}")
            return nil
        }
        let before = item.document.mistakes.count
        var draft = LayerDraft()
        if case .mapping = values.node {
            values.read(fields, into: &draft)
        } else {
            first.read(
                Item(node: [.init(first.key): values.node], path: values.path, document: values.document), &draft)
        }
        return item.document.mistakes.count == before ? make(draft) : nil
    }
}

/// The values a layer may have, while it is read.
private struct LayerDraft {
    /// Channels, features or the size of a window.
    var count = 1
    var kernel = 3
    var stride: Int?
    var bias = true
    var probability = 0.0
}

extension Layer {
    fileprivate var written: String {
        switch self {
        case .convolution(let channels, let kernel, let stride, let bias):
            "convolution: {channels: \(channels), kernel: \(kernel), stride: \(stride), bias: \(bias)}"
        case .maxPool(let size, let stride): "maxPool: {size: \(size), stride: \(stride)}"
        case .averagePool(let size): "averagePool: {size: \(size)}"
        case .dropout(let probability): "dropout: {probability: \(Codec.anyNumber.write(probability).text)}"
        case .linear(let features, let bias): "linear: {features: \(features)\(bias ? "" : ", bias: false")}"
        case .residual(let channels, let stride): "residual: {channels: \(channels), stride: \(stride)}"
        case .batchNorm, .relu, .globalAveragePool, .flatten: kind
        }
    }
}
