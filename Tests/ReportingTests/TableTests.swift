import Testing

@testable import TesseraReporting

struct TableTests {
    @Test func columnsAreAligned() {
        var table = Table([.text("Strategy"), .number("Accuracy"), .text("Note")])
        table.append(["global", "0.8462", ""])
        table.append(["moyenne é", "0.5", "last"])
        #expect(
            table.description == """
                Strategy    Accuracy   Note
                ───────────────────────────
                global        0.8462
                moyenne e\u{301}        0.5   last
                """)
    }

    @Test func withoutRowsOnlyTitlesAndRule() {
        #expect(Table([.number("N")]).description == "N\n─")
        #expect(Table([]).description == "\n")
    }

    @Test func rowsAreKept() {
        var table = Table([.text("A")])
        table.append(["x"])
        #expect(table.rows == [["x"]])
        #expect(table.columns == [Table.Column("A", .left)])
    }

    @Test func padding() {
        #expect("ab".padded(to: 4, .left) == "ab  ")
        #expect("ab".padded(to: 4, .right) == "  ab")
        #expect("abcde".padded(to: 4, .right) == "abcde")
        #expect(" a  ".withoutTrailingSpaces == " a")
    }
}
