import TesseraDoctor
import TesseraExperiments
import Testing
import TrainingSupport

@Suite struct SpeedTableTests {
    /// A row for the global network, and one for each form of a local one.
    @Test func tellsOfEachFormOnce() throws {
        let table = try SpeedTable.table(of: experiment(grid: "[2, 1]"), on: tinyData, device: .cpu)
        let rows = table.split(separator: "\n")
        #expect(rows.count { $0.hasPrefix("global ") } == 1 && rows.count { $0.hasPrefix("local ") } == 1, "\(table)")
        #expect(table.contains("ms a step") && table.contains("batches of 16"))
    }
}
