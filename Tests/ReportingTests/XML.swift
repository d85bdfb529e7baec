import Foundation
import FoundationXML

/// A document read by Foundation's parser: its elements, in the order in which they begin.
final class XML: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        var text = ""

        /// An attribute as a number; not a number where it is none.
        func number(_ name: String) -> Double { attributes[name].flatMap { Double($0) } ?? .nan }
    }

    struct NotWellFormed: Error, CustomStringConvertible { let description: String }

    private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// - Throws: `NotWellFormed`.
    init(_ source: String) throws {
        super.init()
        let parser = XMLParser(data: Data(source.replacing("<!DOCTYPE html>\n", with: "").utf8))
        parser.delegate = self
        guard parser.parse() else {
            throw NotWellFormed(
                description:
                    "line \(parser.lineNumber), column \(parser.columnNumber): \(parser.parserError.map { "\($0)" } ?? "")"
            )
        }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let index = open.last { elements[index].text += text }
    }
}
