import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraReporting
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The tables of a study in its Markdown page, between marks; what stands around them is left alone.
package struct StudyPage {
    private let study: Study
    private let name: String
    private let results: [StudyResults]

    /// - Parameters:
    ///   - study: what the study file says.
    ///   - file: the study file.
    ///   - runs: all of its runs.
    /// - Throws: `DamagedFile` where what was kept is damaged, `FileError` where it cannot be read.
    package init(_ study: Study, file: String, _ runs: [StudyRun]) throws {
        self.study = study
        name = studyName(file)
        results = try study.setsOrNone.map { set in
            StudyResults(
                set: set,
                rows: try study.rows.map { row in
                    try StudyRow(row, runs.filter { $0.set == set && $0.row.name == row.name }, page: study.page)
                })
        }
    }

    /// Writes the tables of each set into the page: in the place of those that it has, else at its end.
    package func write() throws {
        var text = "# Results\n"
        if FileManager.default.fileExists(atPath: study.page) {
            guard let page = try? String(contentsOfFile: study.page, encoding: .utf8) else {
                throw StudyError(
                    description: "\(study.page) cannot be read as text; name another page in the study file")
            }
            text = page
        }
        for result in results {
            let mark = ["study", [name, result.set].compactMap(\.self).joined(separator: "/")].joined(separator: " ")
            let (begin, end) = ("<!-- \(mark): begin -->", "<!-- \(mark): end -->")
            let tables = "\(begin)\n\n\(result.markdown)\n\n\(end)"
            let (starts, stops) = (text.ranges(of: begin), text.ranges(of: end))
            if starts.isEmpty, stops.isEmpty {
                text += "\n## \([study.title, result.set].compactMap(\.self).joined(separator: ": "))\n\n\(tables)\n"
            } else if starts.count == 1, stops.count == 1, starts[0].upperBound <= stops[0].lowerBound {
                text.replaceSubrange(starts[0].lowerBound..<stops[0].upperBound, with: tables)
            } else {
                throw StudyError(
                    description:
                        "\(study.page) has the marks '\(begin)' and '\(end)' \(starts.count) and \(stops.count) times, "
                        + "or in the wrong order; leave one of each around the tables, or none")
            }
        }
        for row in results.flatMap(\.rows) { try row.writePicture() }
        let bytes = Array(text.utf8)
        if FileManager.default.contents(atPath: study.page).map(Array.init) != bytes {
            try replaceFile(at: study.page, with: bytes)
        }
    }
}
