import JSON

/// What filters do with text.
enum Texts {
    /// The place of the first occurrence of a text, in bytes.
    static func firstRange(of part: String, in text: String) -> Range<Int>? {
        let (needle, hay) = (Array(part.utf8), Array(text.utf8))
        return BytePattern(needle).firstEnd(in: hay, from: 0).map { $0 - needle.count..<$0 }
    }

    /// The place of the last occurrence of a text, in bytes.
    static func lastRange(of part: String, in text: String) -> Range<Int>? {
        let (needle, hay) = (Array(part.utf8.reversed()), Array(text.utf8.reversed()))
        return BytePattern(needle).firstEnd(in: hay, from: 0).map { hay.count - $0..<hay.count - $0 + needle.count }
    }

    /// The bytes of a text from one place to another, both at the borders of characters.
    static func part(_ text: String, _ range: Range<Int>) -> String {
        let bytes = text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<bytes.index(start, offsetBy: range.count)])
    }

    /// Replaces every occurrence of a text.
    static func replace(
        _ part: String,
        in text: String,
        with other: String,
        limit: Int
    ) throws(ExpressionError) -> String {
        let (needle, hay, filler) = (Array(part.utf8), Array(text.utf8), Array(other.utf8))
        guard !needle.isEmpty else { return text }
        let pattern = BytePattern(needle)
        var (result, position): ([UInt8], Int) = ([], 0)
        while let end = pattern.firstEnd(in: hay, from: position) {
            result += hay[position..<end - needle.count]
            result += filler
            position = end
            guard result.count <= limit else { throw ExpressionError(.limit, "the text is longer than \(limit) bytes") }
        }
        result += hay[position...]
        return String(decoding: result, as: UTF8.self)
    }

    static func trim(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // As Java's `trim`: everything up to the space.
        let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The first letter in upper case.
    static func capitalize(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The first letter of each word in upper case.
    static func title(_ text: String) -> String {
        var (result, isStart) = ("", true)
        for character in text {
            result += isStart ? character.uppercased() : String(character)
            isStart = character.isWhitespace
        }
        return result
    }

    /// At most so many characters, the last three dots if there were more.
    static func abbreviate(_ text: String, _ length: Int) -> String {
        guard text.count > length else { return text }
        return length <= 3 ? String(text.prefix(max(0, length))) : text.prefix(length - 3) + "..."
    }

    /// Letters and digits of ASCII in lower case, with a hyphen between words.
    static func slugify(_ text: String) -> String {
        var (result, needsHyphen) = ("", false)
        for scalar in text.unicodeScalars {
            let letters = asciiLetters(of: scalar)
            guard !letters.isEmpty else {
                // An accent that stands beside its letter is no gap.
                if !scalar.properties.isDiacritic, scalar != "'" { needsHyphen = !result.isEmpty }
                continue
            }
            if needsHyphen { result += "-" }
            needsHyphen = false
            result += letters
        }
        return result
    }

    /// The plain letters of a letter with accents, which Unicode names after them.
    private static func asciiLetters(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "a"..."z", "0"..."9": return String(Character(scalar))
        case "A"..."Z": return String(Character(scalar)).lowercased()
        case "ß": return "ss"
        case "æ", "Æ": return "ae"
        case "œ", "Œ": return "oe"
        case "ø", "Ø": return "o"
        case "þ", "Þ": return "th"
        case "ð", "Ð", "đ", "Đ": return "d"
        case "ł", "Ł": return "l"
        default: break
        }
        guard scalar.value >= 0xC0, scalar.value < 0x2000, let name = scalar.properties.name, name.hasPrefix("LATIN ")
        else {
            return ""
        }
        let words = name.split(separator: " ")
        guard words.count > 3, words[2] == "LETTER", words[3].count == 1 else { return "" }
        return words[3].lowercased()
    }

    static func escapeHTML(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Spaces before each line; the first is left as it is unless said otherwise.
    static func indent(
        _ text: String,
        _ prefix: String,
        withFirst: Bool,
        limit: Int
    ) throws(ExpressionError) -> String {
        let indented = try replace("\n", in: text, with: "\n" + prefix, limit: limit)
        return (withFirst ? prefix : "") + indented
    }

    // MARK: Coding

    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func base64(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for digit in 0..<4 {
                let isPadding = digit > group.count
                let value = Int(bits >> UInt32(18 - 6 * digit) & 63)
                result.append(isPadding ? UInt8(ascii: "=") : base64Digits[value])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads base 64, of either alphabet, with or without padding; `nil` if it is none.
    static func base64Decoded(_ text: String) -> [UInt8]? {
        var (result, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        let digits = text.utf8.filter { !$0.isSpace }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        for byte in digits.dropLast(padding) {
            let value: UInt32
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - 65)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte - 71)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            default: return nil
            }
            bits = bits << 6 | value
            count += 1
            if count == 4 {
                result += [
                    UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8),
                    UInt8(truncatingIfNeeded: bits),
                ]
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: return result
        case 2: return result + [UInt8(truncatingIfNeeded: bits >> 4)]
        case 3: return result + [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return nil
        }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The text as forms have it: spaces become `+`.
    static func urlEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte.isWord || "-.*".utf8.contains(byte) {
                result.append(byte)
            } else if byte == 0x20 {
                result.append(UInt8(ascii: "+"))
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads what forms have; `nil` if an escape is malformed or the bytes are no text.
    static func urlDecoded(_ text: String) -> String? {
        var (result, rest): ([UInt8], ArraySlice<UInt8>) = ([], Array(text.utf8)[...])
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(), high.isHexadecimal, low.isHexadecimal,
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                result.append(value)
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}

/// Bytes that are looked for, by the way of Knuth, Morris and Pratt: no text makes it look at a byte more than twice.
private struct BytePattern {
    private let bytes: [UInt8]
    /// For each place how long the longest beginning is that also ends there.
    private let borders: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var borders = [Int](repeating: 0, count: bytes.count)
        var length = 0
        for place in bytes.indices.dropFirst() {
            while length > 0, bytes[place] != bytes[length] { length = borders[length - 1] }
            if bytes[place] == bytes[length] { length += 1 }
            borders[place] = length
        }
        self.borders = borders
    }

    /// Where the first occurrence from a place on ends, `nil` if there is none.
    func firstEnd(in text: [UInt8], from start: Int) -> Int? {
        guard !bytes.isEmpty else { return start }
        var length = 0
        for place in start..<text.count {
            while length > 0, text[place] != bytes[length] { length = borders[length - 1] }
            if text[place] == bytes[length] { length += 1 }
            if length == bytes.count { return place + 1 }
        }
        return nil
    }
}
