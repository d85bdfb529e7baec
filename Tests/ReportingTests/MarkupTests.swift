import Foundation
import Testing

@testable import TesseraReporting

struct MarkupTests {
    /// What users may call a class, a run or a file.
    ///
    /// Tests take their numbers as arguments: these would garble the log.
    static let hostile = [
        "<script>alert(1)</script>", "\"quoted\" & 'quoted'", "</style></title><img src=x onerror=alert(1)>",
        "\u{202E}txt.exe\u{2066}", "a\u{0}b\u{1B}[2Jc\u{FFFE}", "]]>--><!--", "&amp;&#60;", "עברית العربية",
        "e\u{301}🌷",
        String(repeating: "long", count: 300), "",
    ]

    @Test(arguments: hostile.indices) func textsStayTexts(_ index: Int) throws {
        let text = Self.hostile[index]
        let read = try XML(Markup.tag("p", ["title": text], "\(text)").source)
        let element = try #require(read.elements.first)
        #expect(read.elements.count == 1 && element.name == "p")
        // What XML cannot hold becomes a replacement character, all else comes back.
        let expected = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isKept = escaped(String(scalar)) != "\u{FFFD}"
                    return isKept ? scalar : "\u{FFFD}"
                }))
        #expect(element.text == expected && element.attributes["title"] == expected)
    }

    @Test func whatTurnsTextOrControlsTerminalsIsReplaced() {
        for scalar in [
            "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{FFFF}",
        ] {
            #expect(escaped(scalar) == "\u{FFFD}")
        }
        for text in ["é", "\n", "\t", "名", "🌷", "א"] { #expect(escaped(text) == text) }
    }

    @Test func attributesThatAreNilAreLeftOut() {
        #expect(Markup.tag("br", ["class": nil]).source == "<br/>")
        #expect(
            Markup.tag("p", ["id": "x", "class": nil], ["a", .tag("b", [:], "<")]).source
                == "<p id=\"x\">a<b>&lt;</b></p>")
        #expect(Markup.tag("td").source == "<td></td>", "browsers take no <td/>")
    }

    @Test(arguments: hostile.indices) func pagesAreWellFormedAndAskForNothing(_ index: Int) throws {
        let text = Self.hostile[index]
        let page = Page(title: text, body: [.tag("h1", [:], .name(text)), clipped(text)])
        let read = try XML(page.html)
        #expect(read.elements.first?.name == "html")
        #expect(!read.elements.contains { ["script", "iframe", "object"].contains($0.name) })
        for element in read.elements {
            for name in ["src", "href"] {
                guard let address = element.attributes[name] else { continue }
                #expect(address.hasPrefix("data:") || address.hasPrefix("#"))
            }
            #expect(!element.attributes.keys.contains { $0.hasPrefix("on") })
        }
        #expect(page.html.contains("default-src 'none'") || page.html.contains("default-src &#39;none&#39;"))
        #expect(!styleSheet.contains("url(") && !styleSheet.contains("@import") && !styleSheet.contains("<"))
    }

    @Test func tablesHaveHeadersAndKeepTheirShape() throws {
        var table = DataTable(
            caption: "Flowers", label: "flowers", columns: [.text("class"), .number("n"), .upright("share")])
        for row in 0..<3 {
            table.append([.header("\(row)"), .number("1", isBest: row == 1), .number("0.5", shade: Double(row))])
        }
        let read = try XML(table.markup.source)
        let headers = read.elements.filter { $0.name == "th" }
        #expect(headers.count == 6 && headers.allSatisfy { ["row", "col"].contains($0.attributes["scope"]) })
        #expect(read.elements.count { $0.name == "tr" } == 4 && read.elements.count { $0.name == "td" } == 6)
        #expect(
            read.elements.compactMap { $0.attributes["class"] }.filter { $0.contains("shade") }.last == "number shade-9"
        )
    }

    @Test(arguments: [2, 11, 40, 41, 150]) func confusionOfAnyNumberOfClasses(_ classes: Int) throws {
        let counts = (0..<classes).map { row in (0..<classes).map { $0 == row ? 5 : ($0 + row) % 7 == 0 ? 1 : 0 } }
        let names = (0..<classes).map { "class <\($0)>" }
        let source = ConfusionMatrix(title: "transfer", classes: names, counts: counts).markup.source
        let read = try XML(source)
        let pictures = read.elements.count { $0.name == "img" }
        #expect(pictures == (classes > ConfusionMatrix.largestTable ? 1 : 0))
        #expect(source.contains("most frequent mistakes") == (classes > 10))
        #expect(source.utf8.count < 250_000)
    }
}
