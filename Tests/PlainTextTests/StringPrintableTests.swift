import TesseraPlainText
import Testing

@Suite struct StringPrintableTests {
    @Test func `what steers a terminal is written as an escape`() {
        #expect("a\u{1B}[31mb\nc\r\nd é".printable() == #"a\u{1B}[31mb\nc\r\nd é"#)
        #expect("\u{85}\u{7F}\u{0}".printable() == #"\u{0085}\u{7F}\0"#)
    }

    @Test func `newlines may stay`() {
        #expect("a\nb\t".printable(keepingNewlines: true) == "a\nb\\t")
    }

    @Test(arguments: [
        "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{200B}", "\u{200D}", "\u{2060}",
        "\u{FEFF}", "\u{2028}", "\u{2029}", "\u{61C}",
    ])
    func `marks that turn or hide text are escaped`(_ mark: String) {
        let shown = "a\(mark)b".printable()
        #expect(shown.hasPrefix("a\\u{") && shown.hasSuffix("}b") && shown.unicodeScalars.allSatisfy(\.isASCII))
    }

    @Test func `words of every language stay as they are`() {
        for text in ["Grüße", "עברית", "日本語", "naïve\u{301}", "a b", #"back\slash"#, "🌷"] {
            #expect(text.printable() == text)
        }
    }
}
