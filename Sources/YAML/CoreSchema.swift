/// What the core schema of YAML 1.2 makes of a plain scalar.
enum CoreSchema: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    /// A whole number beyond 64 bits, or one beyond any `Double`.
    case tooLarge
    case text(String)

    static func resolve(_ text: String) -> CoreSchema {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        default: return number(Array(text.utf8)) ?? .text(text)
        }
    }

    private static func number(_ bytes: [UInt8]) -> CoreSchema? {
        guard let first = bytes.first, first.isDigit || "+-.".utf8.contains(first) else { return nil }
        if bytes.starts(with: "0x".utf8) { return based(bytes.dropFirst(2), radix: 16) }
        if bytes.starts(with: "0o".utf8) { return based(bytes.dropFirst(2), radix: 8) }
        var rest = bytes[...]
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty && !whole.isEmpty {
            return Int64(String(decoding: bytes, as: UTF8.self)).map { .integer($0) } ?? .tooLarge
        }
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard !whole.isEmpty || !fraction.isEmpty, isExponent(rest) else { return nil }
        // Swift wants a digit on either side of the point.
        let sign = first == UInt8(ascii: "-") ? "-" : ""
        let (whole0, fraction0) = (String(decoding: whole, as: UTF8.self), String(decoding: fraction, as: UTF8.self))
        let text = "\(sign)0\(whole0).\(fraction0)0\(String(decoding: rest, as: UTF8.self))"
        guard let value = Double(text), value.isFinite else { return .tooLarge }
        return .number(value)
    }

    private static func based(_ digits: ArraySlice<UInt8>, radix: Int) -> CoreSchema? {
        guard !digits.isEmpty, digits.allSatisfy({ $0.isDigit(radix: radix) }) else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self), radix: radix).map { .integer($0) } ?? .tooLarge
    }

    /// Whether the rest of a number is nothing or a complete exponent.
    private static func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard first | 0x20 == UInt8(ascii: "e") else { return false }
        var digits = bytes.dropFirst()
        if digits.first == UInt8(ascii: "+") || digits.first == UInt8(ascii: "-") { digits.removeFirst() }
        return !digits.isEmpty && digits.allSatisfy(\.isDigit)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { isDigit(radix: 10) }

    fileprivate func isDigit(radix: Int) -> Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self - UInt8(ascii: "0")) < radix
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }
}
