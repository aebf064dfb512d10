extension JSON {
    /// Reads a document, strictly as RFC 8259 has it.
    ///
    /// Refused as well: two members of one name, text that is not UTF-8, a surrogate without its pair, a byte order mark,
    /// and whatever exceeds the limits. A whole number beyond 64 bits becomes the nearest `Double`.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - limits: What the document may ask of us.
    /// - Throws: `JSONError` with place and reason.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) {
        var parser = Parser(bytes: bytes, limits: limits)
        self = try parser.document()
    }

    /// Reads a document from text.
    ///
    /// - Parameters:
    ///   - text: The whole document.
    ///   - limits: What the document may ask of us.
    /// - Throws: `JSONError` with place and reason.
    public init(parsing text: String, limits: JSONLimits = .default) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A recursive descent over the bytes of one document.
private struct Parser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0
    var values = 0

    mutating func document() throws(JSONError) -> JSON {
        guard bytes.count <= limits.maximumBytes else {
            throw JSONError(
                "the document is longer than \(limits.maximumBytes) bytes",
                kind: .limit,
                at: limits.maximumBytes,
                in: bytes
            )
        }
        skipWhitespace()
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw unexpected("the end of the document") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        values += 1
        guard values <= limits.maximumValues else {
            throw failure("the document has more than \(limits.maximumValues) values", kind: .limit)
        }
        guard position < bytes.count else { throw unexpected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "{"):
            return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["):
            return .array(try array(depth: depth + 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number()
        case UInt8(ascii: "t") where consume("true"):
            return .bool(true)
        case UInt8(ascii: "f") where consume("false"):
            return .bool(false)
        case UInt8(ascii: "n") where consume("null"):
            return .null
        default:
            throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth)
        var object = JSONObject()
        guard !consume(UInt8(ascii: "}")) else { return object }
        while true {
            skipWhitespace()
            let start = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected(object.isEmpty ? "a name or `}`" : "a name")
            }
            let name = try string()
            guard consume(UInt8(ascii: ":")) else { throw unexpected("`:`") }
            skipWhitespace()
            let value = try value(depth: depth)
            guard object.append(name, value) else {
                throw JSONError("the name `\(name.excerpt)` occurs twice in one object", at: start, in: bytes)
            }
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "}")) else { throw unexpected("`,` or `}`") }
            return object
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        try enter(depth)
        guard !consume(UInt8(ascii: "]")) else { return [] }
        var elements: [JSON] = []
        while true {
            skipWhitespace()
            elements.append(try value(depth: depth))
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "]")) else { throw unexpected("`,` or `]`") }
            return elements
        }
    }

    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= limits.maximumDepth else {
            throw failure("the document nests deeper than \(limits.maximumDepth) levels", kind: .limit)
        }
        position += 1
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Takes a byte after white space, if it is the next.
    private mutating func consume(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func consume(_ word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else { return false }
        position = end
        return true
    }

    // MARK: Failing

    func failure(_ reason: String, kind: JSONError.Kind = .malformed) -> JSONError {
        JSONError(reason, kind: kind, at: position, in: bytes)
    }

    func unexpected(_ expected: String) -> JSONError {
        guard position < bytes.count else { return failure("expected \(expected), found the end of the document") }
        let byte = bytes[position]
        let found =
            byte > 0x20 && byte < 0x7F
            ? "`\(Character(Unicode.Scalar(byte)))`"
            : "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        return failure("expected \(expected), found \(found)")
    }
}

// MARK: - Strings

extension Parser {
    /// Reads a string from its opening quote past its closing one.
    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try text(start)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("a control character in a string must be escaped") }
            position += 1
        }
        throw failure("expected `\"`, found the end of the document")
    }

    /// The text from an offset up to the position, checked to be UTF-8.
    private mutating func text(_ start: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            position = firstInvalid(from: start)
            throw failure("the bytes of the string are not UTF-8")
        }
        return text
    }

    /// Goes on with a string from its first escape.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = try text(start)
        var run = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                text += try self.text(run)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text += try self.text(run)
                text.unicodeScalars.append(try escape())
                run = position
            case 0..<0x20:
                throw failure("a control character in a string must be escaped")
            default:
                position += 1
            }
        }
        throw failure("expected `\"`, found the end of the document")
    }

    /// Reads an escape from its backslash.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard position < bytes.count else { throw failure("expected an escape, found the end of the document") }
        let scalar: Unicode.Scalar? =
            switch bytes[position] {
            case UInt8(ascii: "\""): "\""
            case UInt8(ascii: "\\"): "\\"
            case UInt8(ascii: "/"): "/"
            case UInt8(ascii: "b"): "\u{8}"
            case UInt8(ascii: "f"): "\u{C}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            case UInt8(ascii: "u"): nil
            default: throw unexpected("an escape")
            }
        position += 1
        if let scalar { return scalar }
        return try codePoint(escapedAt: start)
    }

    /// Reads the digits after `\u`, and the second half of a pair.
    private mutating func codePoint(escapedAt start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try fourDigits()
        if let scalar = Unicode.Scalar(unit) {
            guard scalar != "\0" || limits.allowsNullCharacter else {
                throw JSONError("the character U+0000 is not accepted", at: start, in: bytes)
            }
            return scalar
        }
        // Made only when thrown: finding the line costs a pass over all that precedes it.
        var lone: JSONError { JSONError("a surrogate has no pair", at: start, in: bytes) }
        guard UTF16.isLeadSurrogate(unit), consume(#"\u"#) else { throw lone }
        let trail = try fourDigits()
        guard UTF16.isTrailSurrogate(trail) else { throw lone }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func fourDigits() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = bytes[position].hexadecimalValue else {
                throw unexpected("a hexadecimal digit")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The offset of the first byte that is not part of a well-formed character.
    private func firstInvalid(from start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            let length =
                switch bytes[offset] {
                case 0xF0...: 4
                case 0xE0...: 3
                case 0xC0...: 2
                default: 1
                }
            let end = min(offset + length, bytes.count)
            guard String(validating: bytes[offset..<end], as: UTF8.self) != nil else { return offset }
            offset = end
        }
        return start
    }
}

// MARK: - Numbers

/// The powers of ten that a `Double` holds exactly.
private let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]

extension Parser {
    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        // The digits without the point; nil once they do not fit.
        var digits: UInt64? = 0
        let whole = position
        try readDigits(into: &digits)
        guard position == whole + 1 || bytes[whole] != UInt8(ascii: "0") else {
            position = whole
            throw failure("a number must not begin with 0")
        }
        var scale = 0
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            let fraction = position
            try readDigits(into: &digits)
            scale = fraction - position
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            scale += try exponent()
        }
        if isWhole, let digits, let integer = integer(digits, isNegative: isNegative) { return .integer(integer) }
        if let digits, digits <= 1 << 53, scale.magnitude <= 22 {
            let power = exactPowersOfTen[Int(scale.magnitude)]
            let magnitude = scale < 0 ? Double(digits) / power : Double(digits) * power
            return .number(isNegative ? -magnitude : magnitude)
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw JSONError("the number is out of range", at: start, in: bytes)
        }
        return .number(value)
    }

    /// The integer, unless it needs more than 64 bits or is the negative zero, which only a `Double` can hold.
    private func integer(_ digits: UInt64, isNegative: Bool) -> Int64? {
        guard isNegative else { return Int64(exactly: digits) }
        guard digits != 0 else { return nil }
        return digits == Int64.min.magnitude ? Int64.min : Int64(exactly: digits).map { -$0 }
    }

    private mutating func readDigits(into digits: inout UInt64?) throws(JSONError) {
        let start = position
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            if let sofar = digits {
                let (product, overflows) = sofar.multipliedReportingOverflow(by: 10)
                let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
                digits = overflows || carries ? nil : sum
            }
            position += 1
        }
        guard position > start else { throw unexpected("a digit") }
    }

    private mutating func exponent() throws(JSONError) -> Int {
        position += 1
        var isNegative = false
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        var digits: UInt64? = 0
        try readDigits(into: &digits)
        // Beyond any `Double`, and small enough that the scale cannot overflow.
        let magnitude = Int(min(digits ?? .max, 1 << 32))
        return isNegative ? -magnitude : magnitude
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension String {
    /// The beginning, for messages that quote what a sender chose.
    package var excerpt: String {
        count > 64 ? "\(prefix(64))…" : self
    }
}
