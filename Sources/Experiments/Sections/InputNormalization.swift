import TesseraDatasets

/// By which mean and deviation networks get values, the file's `network.normalization`.
public enum InputNormalization: Sendable, Hashable {
    /// Those of the training samples, channel by channel.
    case data
    /// Those of ImageNet's colours, which most pretrained networks are made for; grey samples have the mean of the three.
    case imagenet
    /// These, in the values that data sets hold, 0 to 255; one of each for all channels, or one a channel.
    case values(mean: [Double], deviation: [Double])

    private static let imagenetMean = [0.485, 0.456, 0.406].map { 255 * $0 }
    private static let imagenetDeviation = [0.229, 0.224, 0.225].map { 255 * $0 }

    /// The normalisation in force for samples whose own one is given.
    ///
    /// - Parameter data: the training samples' own.
    /// - Returns: nil where it has other channels than the samples.
    public func inForce(for data: Normalization) -> Normalization? {
        let channels = data.mean.count
        func fitted(_ values: [Double]) -> [Double]? {
            if values.count == channels { return values }
            return values.count == 1 ? [Double](repeating: values[0], count: channels) : nil
        }
        let (means, deviations): ([Double], [Double])
        switch self {
        case .data: return data
        case .imagenet where channels == 1:
            (means, deviations) = ([mean(of: Self.imagenetMean)], [mean(of: Self.imagenetDeviation)])
        case .imagenet: (means, deviations) = (Self.imagenetMean, Self.imagenetDeviation)
        case .values(let mean, let deviation): (means, deviations) = (mean, deviation)
        }
        guard let mean = fitted(means), let deviation = fitted(deviations) else { return nil }
        return Normalization(mean: mean, deviation: deviation)
    }

    private func mean(of values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

/// What the map in the file has.
private struct Values {
    var mean: [Double] = []
    var deviation: [Double] = []
}

extension Codec where Value == InputNormalization {
    /// `data`, `imagenet`, or a map of means and deviations.
    static var inputNormalization: Self {
        let above = Codec<Double>.number("a number above 0, at most 1e6") { $0 > 0 && $0 <= 1e6 }
        let any = Codec<Double>.number("a number from -1e6 to 1e6") { abs($0) <= 1e6 }
        let fields: [Field<Values>] = [
            Field("mean", \.mean, .list(of: any, count: 1...8), isRequired: true),
            Field("deviation", \.deviation, .list(of: above, count: 1...8), isRequired: true),
        ]
        let wanted = "data, imagenet or a map {mean: [...], deviation: [...]}"
        return Codec(wanted: wanted) { item in
            guard case .mapping = item.node else {
                switch item.scalar?.string {
                case "data": return .data
                case "imagenet": return .imagenet
                default: return item.expected(wanted, known: ["data", "imagenet"])
                }
            }
            var values = Values()
            item.read(fields, into: &values)
            return values.mean.isEmpty || values.deviation.isEmpty
                ? nil : .values(mean: values.mean, deviation: values.deviation)
        } write: { normalization in
            switch normalization {
            case .data: .inline("data")
            case .imagenet: .inline("imagenet")
            case .values(let mean, let deviation):
                .inline("{" + lines(fields, Values(mean: mean, deviation: deviation)).joined(separator: ", ") + "}")
            }
        }
    }
}
