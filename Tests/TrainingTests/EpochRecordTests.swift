import TesseraClassificationMetrics
import Testing
import TrainingSupport

@testable import TesseraTraining

@Suite struct EpochRecordTests {
    @Test func comesBackBitForBit() throws {
        for epochs in [0, 1, 12] { #expect([EpochRecord](csv: history(epochs).csv) == history(epochs)) }
    }

    @Test func aHeldOutShareHasColumnsOfItsOwn() throws {
        var records = history(3)
        for index in records.indices {
            records[index].holdout = Score(accuracy: 0.5, loss: [0.7, 0.2, 0.2][index])
        }
        #expect([EpochRecord](csv: records.csv) == records)
        #expect(records.csv.hasPrefix(EpochRecord.header + ",holdout loss,holdout accuracy\n"))
        #expect(records.bestEpoch == 2 && history(3).bestEpoch == 1 && history(0).bestEpoch == 0)
    }

    @Test func anEpochThatWasNotValidatedHasEmptyCells() throws {
        var records = history(3)
        for index in records.indices { records[index].holdout = Score(accuracy: 0.5, loss: 0.5) }
        (records[0].validation, records[0].holdout) = (nil, nil)
        #expect([EpochRecord](csv: records.csv) == records)
        #expect(records.csv.contains("\n1,0.1,0.3333333333333333,,,"))
        #expect(records.bestEpoch == 2 && Array(records.prefix(1)).bestEpoch == 0)
    }

    @Test func hasALineAnEpoch() {
        let lines = history(2).csv.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("epoch,loss,accuracy,validation loss,validation accuracy,learning rate,seconds"))
        #expect(lines[1].hasPrefix("1,0.1,0.3333333333333333,1e-07,0.7,"))
    }

    @Test func anythingElseIsNoHistory() {
        let good = history(3).csv
        let lines = good.split(separator: "\n").map(String.init)
        let bad = [
            "", "epoch\n1", lines.dropFirst().joined(separator: "\n"),
            good.replacing("0.7", with: "nan"), good.replacing("0.7", with: "x"), good.replacing("0.7,", with: ""),
            good.replacing("0.7,", with: ","), good.replacing("0.7,", with: "5,"),
            good.replacing("0.7,", with: "-0.1,"),
            good.replacing("1,0.1,", with: "1,-0.1,"), good.replacing("3.25", with: "-1"),
            [lines[0], lines[2]].joined(separator: "\n"), ([lines[0]] + lines.reversed()).joined(separator: "\n"),
        ]
        for text in bad { #expect([EpochRecord](csv: text) == nil, "\(text)") }
    }
}
