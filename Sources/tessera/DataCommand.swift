import ArgumentParser
import Datasets
import Decomposition
import Reporting

/// `tessera data`
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Tells what a data set holds, and draws its subdomains.",
        discussion: """
            Example:
              tessera data data/cifar10 --grid 4x4 --overlap 2 --picture boxes.png
            """)

    @Argument(help: "The data set's folder.")
    var path: String

    @Option(help: "The grid of subdomains, such as 4x4.")
    var grid: String?

    @Option(help: "How many pixels each subdomain grows on every side.")
    var overlap = 0

    @Option(help: ArgumentHelp("Draws some samples and their subdomains into this PNG file.", valueName: "file"))
    var picture: String?

    func validate() throws {
        if overlap < 0 { throw ValidationError("--overlap must be 0 or more, not \(overlap).") }
        if picture != nil && grid == nil { throw ValidationError("--picture needs --grid, such as --grid 2x2.") }
    }

    func run() throws {
        let grid = try grid.map { try Grid(parsing: $0, overlap: overlap) }
        let dataset = try Dataset.load(path: path)
        let summary = dataset.summary
        print("format    \(summary.format)")
        print("samples   \(summary.parts.map { "\(Format.count($0.samples)) \($0.name)" }.joined(separator: ", "))")
        let shape = summary.shape.map(String.init).joined(separator: " x ")
        print("shape     \(shape), \(summary.channels) \(summary.channels == 1 ? "channel" : "channels")")
        var table = Table([.text("class")] + summary.parts.map { .number($0.name) })
        for (index, name) in summary.classes.enumerated() {
            table.append([name] + summary.parts.map { Format.count($0.samplesPerClass[index]) })
        }
        print("\n\(table)")
        guard let grid else { return }
        let boxes = try grid.boxes(of: summary.shape)
        var boxTable = Table([.number("subdomain"), .text("box"), .number("shape")])
        for (index, box) in boxes.enumerated() {
            boxTable.append(["\(index)", "\(box)", box.shape.map(String.init).joined(separator: " x ")])
        }
        print("\n\(boxTable)")
        if let picture {
            try dataset.picture(of: grid, boxes: boxes).writePNG(to: picture)
            print("\nPicture: \(picture)")
        }
    }
}
