@testable import JSON

/// JSON documents.
///
/// A value that is written, compactly or for people, is read as the same value with the same hash; writing is a fixed point;
/// and nothing is accepted that a plain recogniser of RFC 8259 refuses. What it accepts is refused only by a rule of our own.
let jsonTarget = FuzzTarget(name: "json") { input in
    let limits = JSONLimits(maximumBytes: 1 << 16, maximumDepth: 32, maximumValues: 4096)
    let value: JSON
    do throws(JSONError) {
        value = try JSON(parsing: input, limits: limits)
    } catch {
        try claim((0...input.count).contains(error.offset), "a refusal names a place outside of the document")
        try claim(error.line >= 1 && error.column >= 1, "a refusal names no line")
        try claim(error.reason.utf8.count <= 1024, "a refusal is long")
        let isOurs = error.kind == .limit || ourRules.contains { error.reason.contains($0) }
        try claim(isOurs || !Recogniser.accepts(input), "a document of RFC 8259 is refused: \(error.reason)")
        return
    }
    try claim(Recogniser.accepts(input), "a document is accepted that is none of RFC 8259")
    let written = value.serialized()
    let again = read { () throws(JSONError) in try JSON(parsing: written, limits: limits) }
    try claim(again == value, "a value that is written is read as another")
    try claim(again?.hashValue == value.hashValue, "equal values hash differently")
    try claim(again?.serialized() == written, "a value that is written twice is written differently")
    try claim(written.count <= 8 * input.count + 8, "a value is written much longer than it was read")
    let indented = read { () throws(JSONError) in try JSON(parsing: value.indentedText, limits: limits) }
    try claim(indented == value, "a value that is written for people is read as another")
    try claim(Recogniser.accepts(value.indentedText.bytes), "a value is written as what is no JSON")
}

/// Parts of the reasons for which a document of RFC 8259 is refused all the same.
private let ourRules = ["occurs twice", "U+0000", "surrogate has no pair", "out of range"]

/// Says whether bytes are a document of RFC 8259, by its grammar and nothing else.
private struct Recogniser {
    private let bytes: [UInt8]
    private var position = 0

    static func accepts(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var recogniser = Recogniser(bytes: bytes)
        return recogniser.value() && recogniser.position == bytes.count
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func blanks() {
        while let byte = next, " \t\r\n".utf8.contains(byte) { position += 1 }
    }

    /// A value with the blanks around it.
    private mutating func value() -> Bool {
        blanks()
        defer { blanks() }
        switch next {
        case UInt8(ascii: "{"): return list(open: "{", close: "}") { $0.member() }
        case UInt8(ascii: "["): return list(open: "[", close: "]") { $0.value() }
        case UInt8(ascii: "\""): return string()
        default: return take("true") || take("false") || take("null") || number()
        }
    }

    private mutating func list(open: String, close: String, _ element: (inout Self) -> Bool) -> Bool {
        guard take(open) else { return false }
        blanks()
        if take(close) { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(",")
        return take(close)
    }

    private mutating func member() -> Bool {
        blanks()
        guard string() else { return false }
        blanks()
        return take(":") && value()
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next, byte >= 0x20 {
            if take("\"") { return true }
            guard byte == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            position += 1
            guard let escaped = next else { return false }
            position += 1
            if escaped == UInt8(ascii: "u") {
                for _ in 0..<4 {
                    guard let digit = next, "0123456789abcdefABCDEF".utf8.contains(digit) else { return false }
                    position += 1
                }
            } else if !"\"\\/bfnrt".utf8.contains(escaped) {
                return false
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") { guard digits() else { return false } }
        if take(".") { guard digits() else { return false } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }
}
