import ArgumentParser
import Foundation
import TesseraDatasets
import TesseraFiles
import TesseraPrediction
import TesseraReporting
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// `tessera report`.
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
              tessera report runs/flowers --data /mnt/flowers
            """)

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"), completion: .directory)
    var folders: [String]

    @Option(help: ArgumentHelp("The page; default: report.html in the run's folder.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp("Where the data of the runs are now; default: where they were.", valueName: "path"),
        completion: .file())
    var data: String?

    @Flag(help: "Writes the page even in the place of one that shows more.")
    var replace = false

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
        let (line, telling) = Dataset.told()
        defer { line.close() }
        let runs = try folders.map { folder in
            let run = try ReportedRun(
                folder: folder, data: data, strategies: Known.strategies, errors: errors, on: device, telling: telling)
            line.close()
            for note in run.notes { printError("note: \(folder): \(note)") }
            return run
        }
        let file = output ?? "\(folders[0])/report.html"
        let page = ReportPage(runs: runs).page.html
        let isMeasured = runs.allSatisfy { $0.measured != nil || $0.trained == nil }
        if !replace, !isMeasured { try checkNothingIsLost(at: file, to: page) }
        try replaceFile(at: file, with: Array(page.utf8), followsLink: true)
        StandardOutput.write(line: "Report: \(file) (\(Format.bytes(page.utf8.count)))")
    }

    /// Makes sure that a page with measures and pictures does not give way to one that lacks them.
    ///
    /// - Throws: `CommandError` where it would.
    private func checkNothingIsLost(at file: String, to page: String) throws {
        guard let bytes = FileManager.default.contents(atPath: file),
            ReportPage.measuredRuns(in: String(decoding: bytes, as: UTF8.self)) > ReportPage.measuredRuns(in: page)
        else { return }
        throw CommandError(
            description:
                "\(file) has measures and pictures that this page would lack, as the note says; name the place "
                + "of the data with --data PATH, another page with --output, or write it nevertheless with --replace")
    }
}
