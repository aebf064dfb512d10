public import JSON

extension YAML {
    /// Writes a value as one YAML document in block style.
    ///
    /// Whatever a reader of YAML 1.1 or 1.2 could take for something else is quoted, so reading the text gives the value
    /// back. Text of several lines becomes a literal block where that is exact. Numbers that are not finite are `null`.
    ///
    /// - Parameter json: The value.
    /// - Returns: The text, ending in a line feed.
    public static func dump(_ json: JSON) -> String {
        var dumper = Dumper()
        dumper.write(json, indent: 0)
        return dumper.text
    }
}

private struct Dumper {
    var text = ""

    /// Writes a value where the line already holds what precedes it, a space excepted; ends the line.
    mutating func write(_ json: JSON, indent: Int) {
        switch json {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.members.enumerated() {
                if index > 0 { pad(indent) }
                write(member, indent: indent)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                if index > 0 { pad(indent) }
                text += "- "
                write(element, indent: indent + 2)
            }
        case .string(let string) where string.isLiteral:
            writeLiteral(string, indent: indent)
        case .string(let string):
            text += string.scalar + "\n"
        default:
            text += json.text + "\n"
        }
    }

    private mutating func write(_ member: JSONObject.Member, indent: Int) {
        let key = member.name.scalar
        // libyaml gives up looking for the colon after 1,024 characters.
        if key.utf8.count <= 512 {
            text += key + ":"
        } else {
            text += "? " + key + "\n"
            pad(indent)
            text += ":"
        }
        let isBlock = member.value.object?.isEmpty == false || member.value.array?.isEmpty == false
        if isBlock {
            text += "\n"
            pad(indent + 2)
        } else {
            text += " "
        }
        write(member.value, indent: indent + 2)
    }

    private mutating func writeLiteral(_ string: String, indent: Int) {
        let ends = string.utf8.last == UInt8(ascii: "\n")
        text += ends ? "|\n" : "|-\n"
        let body = ends ? string.dropLast() : string[...]
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            // A document's own literal is indented too.
            if !line.isEmpty { pad(max(indent, 2)) }
            text += line + "\n"
        }
    }

    private mutating func pad(_ count: Int) {
        text += String(repeating: " ", count: count)
    }
}

extension String {
    /// Whether a literal block gives exactly this text.
    fileprivate var isLiteral: Bool {
        let bytes = utf8
        guard bytes.contains(UInt8(ascii: "\n")), let first = bytes.first, first > 0x20 else { return false }
        return !hasSuffix("\n\n") && unicodeScalars.allSatisfy { $0 == "\n" || $0.isPlainPrintable }
    }

    /// The text as a scalar on one line, plain if nothing can mistake it.
    fileprivate var scalar: String {
        isPlain ? self : quoted
    }

    private var isPlain: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
        guard first.isWordCharacter || first == "/", !("0"..."9").contains(first), last != " ", last != ":" else {
            return false
        }
        var previous: Unicode.Scalar = "a"
        for scalar in unicodeScalars {
            guard scalar.isWordCharacter || " -./@+:?=(),;$%&*".unicodeScalars.contains(scalar) else { return false }
            if previous == ":" && scalar == " " { return false }
            previous = scalar
        }
        return !Self.wordsOfOldReaders.contains(asciiLowercased)
    }

    /// What YAML 1.1 or 1.2 reads as a boolean or null.
    private static let wordsOfOldReaders: Set<String> = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    ]

    private var quoted: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.isPlainPrintable: text.unicodeScalars.append(scalar)
            case "\0"..."\u{FF}": text += "\\x" + scalar.hexadecimal(2)
            case "\0"..."\u{FFFF}": text += "\\u" + scalar.hexadecimal(4)
            default: text += "\\U" + scalar.hexadecimal(8)
            }
        }
        return text + "\""
    }
}

extension Unicode.Scalar {
    /// Whether YAML takes the character as it is, and on the line it stands on.
    fileprivate var isPlainPrintable: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    fileprivate var isWordCharacter: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: value > 0xA0 && isPlainPrintable
        }
    }

    fileprivate func hexadecimal(_ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
