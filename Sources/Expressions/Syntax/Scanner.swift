import JSON

/// A word, number, text or sign of an expression.
enum Token: Equatable {
    case word(String)
    case integer(Int64)
    case double(Double)
    case text(String)
    case sign(String)
    /// The end of a tag or output, of a string or of the template.
    case end

    /// How it is told in messages.
    var description: String {
        switch self {
        case .word(let text), .sign(let text): "`\(text.excerpt)`"
        case .integer(let value): "`\(value)`"
        case .double(let value): "`\(value)`"
        case .text: "a text"
        case .end: "the end"
        }
    }
}

/// Splits the inside of tags into tokens.
struct Scanner {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func move(to position: Int) {
        self.position = min(position, bytes.count)
    }

    func byte(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    func starts(with text: StaticString, at distance: Int = 0) -> Bool {
        let start = position + distance
        let end = start + text.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        return bytes[start..<end].elementsEqual(text.description.utf8)
    }

    mutating func skipWhitespace() {
        while let byte = byte(), byte.isSpace { position += 1 }
    }

    /// The text from an offset to another.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Signs, the longer ones first.
    private static let signs = [
        "???", "??", "..", "==", "!=", "<=", ">=", "&&", "||", "(", ")", "[", "]", "{", "}", ".", ",", ":", "=", "<",
        ">",
        "+", "-", "*", "/", "%", "|", "~", "?", "!",
    ].map { Array($0.utf8) }

    /// Reads the next token.
    ///
    /// What ends a tag or output is no sign: `}}`, `%}` and either with `-` before it end the tokens.
    mutating func next() throws(ExpressionError) -> Token {
        skipWhitespace()
        guard let byte = byte() else { return .end }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            return .word(word())
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .text(try string(byte))
        default:
            if starts(with: "%}") || starts(with: "-%}") || starts(with: "-}}") { return .end }
            for sign in Self.signs where bytes[position...].starts(with: sign) {
                position += sign.count
                return .sign(String(decoding: sign, as: UTF8.self))
            }
            let rest = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
            throw ExpressionError(
                .syntax,
                "expected a value or an operator, found `\(rest.unicodeScalars.first ?? " ")`"
            )
        }
    }

    /// Reads letters, digits and underscores.
    mutating func word() -> String {
        let start = position
        while let byte = byte(), byte.isWord { position += 1 }
        return text(start..<position)
    }

    private mutating func number() throws(ExpressionError) -> Token {
        let start = position
        while let byte = byte(), byte.isDigit { position += 1 }
        if byte() == UInt8(ascii: "."), byte(1)?.isDigit == true {
            position += 1
            while let byte = byte(), byte.isDigit { position += 1 }
            guard let value = Double(text(start..<position)), value.isFinite else {
                throw ExpressionError(.syntax, "the number is out of range")
            }
            return .double(value)
        }
        let digits = text(start..<position)
        if byte() == UInt8(ascii: "L") || byte() == UInt8(ascii: "l"), byte(1)?.isWord != true { position += 1 }
        guard let value = Int64(digits) else {
            throw ExpressionError(.syntax, "the number `\(digits.excerpt)` does not fit 64 bits")
        }
        return .integer(value)
    }

    /// Reads a text from its opening quote past its closing one.
    ///
    /// A backslash stands for itself, but before a backslash and the quote: patterns are written as they are.
    private mutating func string(_ quote: UInt8) throws(ExpressionError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = byte() {
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let next = self.byte(), next == quote || next == byte {
                position += 1
                text.append(next)
            } else {
                text.append(byte)
            }
        }
        position = start
        throw ExpressionError(.syntax, "the text has no closing `\(Unicode.Scalar(quote))`")
    }
}

extension UInt8 {
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isWord: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }
}
