/// A path to a value inside a document, as RFC 6901 writes it: `/members/0/value`.
public struct JSONPointer: Sendable, Hashable, LosslessStringConvertible {
    /// The names and positions to follow, unescaped; none lead to the whole document.
    public var tokens: [String]

    /// Makes a pointer of unescaped names and positions.
    ///
    /// - Parameter tokens: The names and positions to follow.
    public init(tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads a pointer, `nil` if the text neither is empty nor starts with `/`, or has a `~` without `0` or `1`.
    ///
    /// - Parameter text: The pointer in its written form.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            self.init()
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
        self.init(tokens: tokens)
    }

    /// The pointer in its written form.
    public var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The pointer to what lies one step further.
    ///
    /// - Parameter token: The name or position, unescaped.
    /// - Returns: The longer pointer.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSON {
    /// The value a pointer leads to, `nil` if there is none.
    ///
    /// - Parameter pointer: Where to look.
    public subscript(pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            let next: JSON? =
                switch value {
                case .object(let object): object[token]
                case .array: Int(arrayPosition: token).flatMap { value[$0] }
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}

extension Int {
    /// Reads a position in an array: digits without a leading zero.
    init?(arrayPosition token: String) {
        let digits = token.utf8
        guard digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        self.init(token)
    }
}
