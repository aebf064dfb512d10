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
    /// - Parameters:
    ///   - mask: What to show in its place.
    ///   - isHarmless: Whether the text of a span may be shown all the same.
    /// - Returns: The text that may be shown.
    public func masked(with mask: String = "******", unless isHarmless: (String) -> Bool = { _ in false }) -> String {
        guard isTainted else { return string }
        var (shown, position) = ("", 0)
        for span in secretSpans {
            let secret = Texts.part(string, span)
            shown += Texts.part(string, position..<span.lowerBound)
            shown += isHarmless(secret) ? secret : mask
            position = span.upperBound
        }
        return shown + Texts.part(string, position..<string.utf8.count)
    }
}
