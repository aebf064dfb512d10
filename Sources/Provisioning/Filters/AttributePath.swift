import JSON

/// The path of an attribute: `name.familyName`, or with the schema in front of it.
public struct AttributePath: Sendable, Equatable, CustomStringConvertible {
    /// The URN before the last colon, if there is one.
    public var schema: String?
    /// The name of the attribute.
    public var attribute: String
    /// The name after the dot, if there is one.
    public var subAttribute: String?

    /// Makes a path of its parts, which are taken as they are.
    ///
    /// - Parameters:
    ///   - attribute: The name of the attribute.
    ///   - subAttribute: The name of the sub-attribute, if there is one.
    ///   - schema: The URN of the schema, if it is named.
    public init(_ attribute: String, _ subAttribute: String? = nil, schema: String? = nil) {
        self.schema = schema
        self.attribute = attribute
        self.subAttribute = subAttribute
    }

    /// Reads a path, with or without a schema, without value filter.
    ///
    /// A schema alone is read as a path too: its last part takes the place of the attribute, and `description` is the
    /// schema again. The result is `nil` if the text is no path.
    ///
    /// - Parameter text: The path.
    public init?(parsing text: String) {
        guard text.utf8.count <= FilterLimits.default.maximumBytes else { return nil }
        self.init(word: text[...])
    }

    /// Reads a path from a word without blanks.
    init?(word: Substring) {
        var name = word
        if let colon = word.utf8.lastIndex(of: UInt8(ascii: ":")) {
            let urn = word[..<colon]
            guard !urn.isEmpty, urn.utf8.allSatisfy({ $0.isNameByte || $0 == 0x3A || $0 == 0x2E }) else { return nil }
            schema = String(urn)
            name = word[word.utf8.index(after: colon)...]
        }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(Self.isName) else { return nil }
        attribute = String(Substring(parts[0]))
        subAttribute = parts.count == 2 ? String(Substring(parts[1])) : nil
    }

    /// The path as text, with the names as they were written.
    public var description: String {
        let name = subAttribute.map { "\(attribute).\($0)" } ?? attribute
        return schema.map { "\($0):\(name)" } ?? name
    }

    private static func isName(_ name: Substring.UTF8View) -> Bool {
        guard let first = name.first else { return false }
        return (first.isLetter || first == UInt8(ascii: "$")) && name.dropFirst().allSatisfy(\.isNameByte)
    }
}

extension UInt8 {
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }

    /// Whether the byte may be part of a name: a letter, a digit, `-`, `_` or `$`.
    var isNameByte: Bool {
        isLetter || (0x30...0x39).contains(self) || self == 0x2D || self == 0x5F || self == 0x24
    }
}
