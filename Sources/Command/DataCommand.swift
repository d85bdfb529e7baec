import ArgumentParser
import TesseraDatasets
import TesseraDecomposition
import TesseraPlainText
import TesseraReporting
import TesseraReports

/// The numbers in an option's text.
private func numbers<Number>(
    _ text: String, separator: Character, _ expected: String, _ number: (Substring) -> Number?
) throws -> [Number] {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    let numbers = parts.compactMap(number)
    guard numbers.count == parts.count else { throw ValidationError("write \(expected)") }
    return numbers
}

extension Fit: ExpressibleByArgument {}

/// `tessera data`.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Tells what a data set holds, and draws its subdomains.",
        discussion: """
            Examples:
              tessera data data/cifar10 --grid 4x4 --overlap 2 --picture boxes.png
              tessera data data/flowers --size 180x180 --fit crop
              tessera data data/ct --window -1000,400 --grid 2x2x1 --picture slices.png
            """)

    @Argument(help: "The data set's folder or file.")
    var path: String

    @Option(help: "The grid of subdomains, such as 4x4.")
    var grid: String?

    @Option(help: "How many pixels each subdomain grows on every side.")
    var overlap = 0

    @Option(
        help: ArgumentHelp("The size that samples are brought to, such as 180x180 or 64x64x64.", valueName: "size"),
        transform: {
            try numbers($0, separator: "x", "a size such as 180x180 or 64x64x64") {
                Int($0).flatMap { $0 > 0 ? $0 : nil }
            }
        })
    var size: [Int]?

    @Option(help: ArgumentHelp("How images become of that size: stretch, crop or pad.", valueName: "fit"))
    var fit = Fit.stretch

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The values that become black and white, such as -1000,400.", valueName: "low,high"),
        transform: { try numbers($0, separator: ",", "two numbers such as -1000,400") { Double($0) } })
    var window: [Double]?

    @Flag(help: "Reads every sample, and tells the training samples' mean and deviation and how long that took.")
    var read = false

    @Option(help: ArgumentHelp("Draws some samples and their subdomains into this PNG file.", valueName: "file"))
    var picture: String?

    func validate() throws {
        if overlap < 0 { throw ValidationError("--overlap must be 0 or more, not \(overlap).") }
        if let window, window.count != 2 || !(window[0] < window[1]) {
            throw ValidationError("--window must be two numbers, the lower first, such as -1000,400.")
        }
        if overlap > 0 && grid == nil { throw ValidationError("--overlap needs --grid, such as --grid 2x2.") }
        if picture != nil && grid == nil { throw ValidationError("--picture needs --grid, such as --grid 2x2.") }
    }

    func run() throws {
        let grid = try grid.map { try Grid(parsing: $0, overlap: overlap) }
        var options = Dataset.Options()
        options.form.size = size
        options.form.fit = fit
        options.form.window = window
        let start = ContinuousClock.now
        // Some samples for a picture are no reason to decode them all.
        let dataset = try Dataset.loadWithProgress(path: path, options: options)
        let summary = dataset.summary
        StandardOutput.write("format    \(summary.format)")
        StandardOutput.write(
            "samples   \(summary.parts.map { "\(Format.count($0.samples)) \($0.name)" }.joined(separator: ", "))")
        let shape = summary.shape.map(String.init).joined(separator: " x ")
        StandardOutput.write(
            "shape     \(shape), \(summary.channels) \(summary.channels == 1 ? "channel" : "channels")")
        var table = Table([.text("class")] + summary.parts.map { .number($0.name) })
        for (index, name) in summary.classes.enumerated() {
            table.append([name] + summary.parts.map { Format.count($0.samplesPerClass[index]) })
        }
        StandardOutput.write("\n\(table)")
        if read { try tellReading(of: dataset, since: start) }
        guard let grid else { return }
        let boxes = try grid.boxes(of: summary.shape)
        var boxTable = Table([.number("subdomain"), .text("box"), .number("shape")])
        for (index, box) in boxes.enumerated() {
            boxTable.append(["\(index)", "\(box)", box.shape.map(String.init).joined(separator: " x ")])
        }
        StandardOutput.write("\n\(boxTable)")
        if let picture {
            try dataset.picture(of: grid, boxes: boxes).writePNG(to: picture)
            StandardOutput.write("\nPicture: \(picture.printable())")
        }
    }

    /// Reads all parts, on all cores, and keeps nothing.
    private func tellReading(of dataset: Dataset, since start: ContinuousClock.Instant) throws {
        let counts = try ValueCounts(of: dataset.training)
        let normalization = Normalization(counts)
        for part in [dataset.validation, dataset.test].compactMap(\.self) { _ = try Normalization(of: part) }
        let seconds = start.duration(to: .now) / .seconds(1)
        let count = dataset.summary.parts.reduce(0) { $0 + $1.samples }
        func values(_ numbers: [Double]) -> String { numbers.map { Format.decimals($0, 2) }.joined(separator: ", ") }
        StandardOutput.write(
            "\nread      \(Format.count(count)) samples in \(Format.decimals(seconds)) s", terminator: ", ")
        StandardOutput.write("\(Format.count(rounding: Double(count) / seconds)) samples/s")
        StandardOutput.write("mean      \(values(normalization.mean)) of 255, training samples")
        StandardOutput.write("deviation \(values(normalization.deviation))")
        if let spacing = dataset.spacing {
            func words(_ values: [Double]) -> String { values.map { Format.decimals($0, 2) }.joined(separator: " x ") }
            let (least, most) = (words(spacing.map(\.lowerBound)), words(spacing.map(\.upperBound)))
            StandardOutput.write("spacing   \(least)\(least == most ? "" : " to \(most)") mm")
        }
        let (levels, ends) = (counts.levels, counts.ends)
        func share(_ part: Double) -> String { "\(Format.decimals(100 * part, 1)) %" }
        StandardOutput.write(
            "levels    \(levels.used) of 256 are used, \(share(ends.low)) of all values are 0, \(share(ends.high)) are 255"
        )
        let others = [dataset.validation, dataset.test].compactMap(\.self)
        if let overlap = SampleHash.overlap(
            of: try dataset.training.hashes(), with: try others.flatMap { try $0.hashes() })
        {
            printError("note: \(overlap)")
        }
        if let oddity = counts.oddity(isWindowed: window != nil) { printError("note: \(oddity)") }
    }
}
