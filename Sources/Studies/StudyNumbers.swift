import TesseraReporting

/// With its sign.
package func signed(_ value: Double) -> String { (value < 0 ? "-" : "+") + Format.decimals(abs(value), 4) }

/// An accuracy.
package func figure(_ value: Double) -> String { Format.accuracy(value) }

/// 0 of none.
package func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }

/// The mean and, of several, their deviation.
package func spread(_ values: [Double]) -> String {
    guard values.count > 1 else { return values.first.map(figure) ?? "" }
    let mean = mean(values)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return "\(figure(mean)) ± \(figure(variance.squareRoot()))"
}
