import ArgumentParser
import Files
import Reporting
import Torch
import Training

/// `tessera report`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a page about a run, or about several side by side.",
        discussion: """
            One HTML file that needs nothing beside it: results, learning curves, accuracy of the subdomains, \
            confusion, the worst errors, a time line, settings.

            Examples:
              tessera report runs/flowers
              tessera report runs/a runs/b --output compared.html
            """)

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"), completion: .directory)
    var folders: [String]

    @Option(help: ArgumentHelp("The page; default: report.html in the run's folder.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func validate() throws {
        if folders.count > 1 && output == nil {
            throw ValidationError(
                "a page about several runs belongs to none of their folders; name it with --output FILE")
        }
    }

    func run() throws {
        let device = try device.devices()[0]
        // Pictures are most of a page: many runs get fewer each.
        let errors = min(12, max(2, 24 / folders.count))
        let runs = try folders.map { folder in
            let run = try ReportedRun(folder: folder, errors: errors, on: device)
            for note in run.notes { printError("note: \(folder.printable()): \(note.printable())") }
            return run
        }
        let file = output ?? "\(folders[0])/report.html"
        let page = Array(ReportPage(runs: runs).page.html.utf8)
        try replaceFile(at: file, with: page)
        print("Report: \(file) (\(Format.bytes(page.count)))")
    }
}
