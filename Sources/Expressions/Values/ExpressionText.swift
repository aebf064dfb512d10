/// Text, and which of its bytes were made of a secret.
public struct ExpressionText: Sendable, Hashable {
    /// The characters.
    public let string: String

    /// The ranges of bytes of the UTF-8 form that were made of a secret, in order, apart, and none of them empty.
    ///
    /// An empty array costs no memory, so what came from no secret pays nothing.
    public let secretSpans: [Range<Int>]

    /// Makes text.
    ///
    /// - Parameters:
    ///   - string: The characters.
    ///   - isSecret: Whether all of it was made of a secret.
    public init(_ string: String, isSecret: Bool = false) {
        self.string = string
        // Even an empty secret is marked: that it is empty is known of it.
        secretSpans = isSecret ? [0..<string.utf8.count] : []
    }

    init(_ string: String, secretSpans: [Range<Int>]) {
        self.string = string
        self.secretSpans = secretSpans
    }

    /// Whether any part of it was made of a secret.
    public var isTainted: Bool { !secretSpans.isEmpty }

    /// The text with a mask in the place of what was made of a secret.
    ///
    /// - Parameter mask: What to show in its place.
    /// - Returns: The text that may be shown.
    public func masked(with mask: String = "******") -> String {
        guard isTainted else { return string }
        var (shown, position) = ("", 0)
        let bytes = string.utf8
        func part(_ range: Range<Int>) -> Substring {
            let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
            return string[start..<bytes.index(start, offsetBy: range.count)]
        }
        for span in secretSpans {
            shown += part(position..<span.lowerBound)
            shown += mask
            position = span.upperBound
        }
        return shown + part(position..<bytes.count)
    }
}
