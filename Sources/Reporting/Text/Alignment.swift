/// The side of its column on which a text stands.
package enum Alignment: Sendable, Hashable {
    /// For words.
    case left
    /// For numbers, so that equal places stand below each other.
    case right
}

extension String {
    /// The text filled up with spaces to `width` characters; longer ones stay as they are.
    func padded(to width: Int, _ alignment: Alignment) -> String {
        let filling = String(repeating: " ", count: max(0, width - count))
        return alignment == .left ? self + filling : filling + self
    }

    var withoutTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
