import Testing

@testable import TesseraReporting

struct MarkdownTableTests {
    @Test func columnsAreAlignedAndBarsEscaped() {
        var table = Table([.text("a"), .number("value")])
        table.append(["x|y", "0.5"])
        table.append(["", "12"])
        #expect(
            table.markdown == """
                | a    | value |
                | ---- | ----: |
                | x\\|y |   0.5 |
                |      |    12 |
                """)
    }
}
