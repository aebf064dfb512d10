extension JSON {
    /// The value as compact JSON text.
    public var text: String {
        String(decoding: serialized(), as: UTF8.self)
    }

    /// Writes the value as compact JSON text in UTF-8.
    ///
    /// - Returns: The bytes.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        append(to: &bytes)
        return bytes
    }

    /// Appends the value as compact JSON text in UTF-8.
    ///
    /// A `Double` is written with the fewest digits that give it back, and as `null` if it is not finite.
    ///
    /// - Parameter bytes: The bytes to append to.
    public func append(to bytes: inout [UInt8]) {
        switch self {
        case .null, .bool, .integer, .number:
            appendScalar(to: &bytes)
        case .string(let text):
            bytes.append(quoted: text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(quoted: member.name)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The value as JSON text for people: a line for each member and element, two spaces a level.
    public var indentedText: String {
        var bytes: [UInt8] = []
        appendIndented(to: &bytes, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendIndented(to bytes: inout [UInt8], level: Int) {
        func newLine(_ level: Int) {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(0x20, count: 2 * level))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                element.appendIndented(to: &bytes, level: level + 1)
            }
            newLine(level)
            bytes.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                bytes.append(quoted: member.name)
                bytes.append(contentsOf: [UInt8(ascii: ":"), 0x20])
                member.value.appendIndented(to: &bytes, level: level + 1)
            }
            newLine(level)
            bytes.append(UInt8(ascii: "}"))
        default:
            append(to: &bytes)
        }
    }

    private func appendScalar(to bytes: inout [UInt8]) {
        switch self {
        case .bool(true):
            bytes.append(contentsOf: "true".utf8)
        case .bool(false):
            bytes.append(contentsOf: "false".utf8)
        case .integer(let value):
            bytes.append(contentsOf: String(value).utf8)
        case .number(let value) where value.isFinite:
            bytes.append(contentsOf: value.description.utf8)
        default:
            bytes.append(contentsOf: "null".utf8)
        }
    }
}

extension [UInt8] {
    /// Appends text as a JSON string with its quotes.
    ///
    /// - Parameter text: The text; what JSON requires to be escaped is, and nothing else.
    public mutating func append(quoted text: String) {
        append(UInt8(ascii: "\""))
        let source = text.utf8.span
        var isPlain = true
        for index in source.indices where source[index].needsEscape {
            isPlain = false
            break
        }
        if isPlain {
            append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 {
                append(escaping: byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escaping byte: UInt8) {
        guard byte.needsEscape else { return append(byte) }
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(contentsOf: byte < 0x10 ? "u000".utf8 : "u00".utf8)
            append(contentsOf: String(byte, radix: 16).utf8)
        }
    }
}

extension UInt8 {
    fileprivate var needsEscape: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}
