extension SQL {
    /// The name of a table, column, role or channel, which is part of the program's text.
    ///
    /// A name with a dot is qualified; every part is quoted.
    public struct Identifier: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The name as it was written.
        public let name: String

        /// Makes an identifier from a literal.
        public init(stringLiteral value: StaticString) { name = value.description }

        /// The name with every part in double quotes.
        public var quoted: String {
            name.split(separator: ".", omittingEmptySubsequences: false).map(quotedIdentifier).joined(separator: ".")
        }
    }
}

/// A name in double quotes, whatever characters it holds.
func quotedIdentifier(_ name: some StringProtocol) -> String {
    var quoted = "\""
    for character in name.unicodeScalars {
        if character == "\"" { quoted.unicodeScalars.append(character) }
        quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
}
