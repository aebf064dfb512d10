/// A part of a tenant that rights, secrets, variables and flows are kept by.
public enum Namespace {
    /// The dotted name of a namespace: `a.b` is below `a`.
    ///
    /// Parts hold ASCII letters, digits, `_` and `-`; the first character is a letter or a digit; 150 characters at most.
    public struct Name: Hashable, Sendable, LosslessStringConvertible {
        /// The name as written.
        public let description: String

        /// Reads a name; `nil` if it has another form.
        public init?(_ text: String) {
            guard let first = text.utf8.first, text.utf8.count <= 150, Self.isAlphanumeric(first) else { return nil }
            var partIsEmpty = true
            for byte in text.utf8 {
                guard byte != UInt8(ascii: ".") else {
                    guard !partIsEmpty else { return nil }
                    partIsEmpty = true
                    continue
                }
                guard Self.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") else {
                    return nil
                }
                partIsEmpty = false
            }
            guard !partIsEmpty else { return nil }
            self.description = text
        }

        /// The name and the names it is below, from the nearest to the outermost.
        public var lineage: [Name] {
            var names = [self]
            var rest = Substring(description)
            while let dot = rest.lastIndex(of: ".") {
                rest = rest[..<dot]
                names.append(Name(known: String(rest)))
            }
            return names
        }

        /// Whether a right on this namespace reaches another: the same, or one below it.
        public func covers(_ other: Name) -> Bool {
            guard other.description.utf8.count > description.utf8.count else { return self == other }
            return other.description.utf8.starts(with: description.utf8)
                && other.description.utf8.dropFirst(description.utf8.count).first == UInt8(ascii: ".")
        }

        private init(known description: String) {
            self.description = description
        }

        private static func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default:
                false
            }
        }
    }
}
