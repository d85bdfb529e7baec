import Foundation
import TesseraReporting
import Testing

struct JSONTests {
    @Test func membersKeepTheirOrder() {
        let value = JSON.object([("b", .integer(1)), ("a", .array([.number(0.5), .number(2), .number(.nan)]))])
        #expect("\(value)" == #"{"b": 1, "a": [0.5, 2, null]}"#)
    }

    /// Foundation reads back what was written, whatever the text.
    @Test(arguments: ["", "\"\\\n\t\r\u{1}\u{1f}/", "é 犬 🌷", "</script>\u{2028}"]) func texts(text: String) throws {
        let value = JSON.array([.object([(text, .text(text))]), .object([("n", .number(1e-9))])])
        let read = try JSONSerialization.jsonObject(with: Data("\(value)".utf8)) as? [[String: Any]]
        #expect(read?.first?[text] as? String == text)
        #expect(read?.last?["n"] as? Double == 1e-9)
    }
}
