import JSON

/// A pattern for dates in the letters of Java's `DateTimeFormatter`, such as `yyyy-MM-dd'T'HH:mm:ssXXX`.
struct DatePattern: Sendable {
    enum Part: Sendable, Equatable {
        case literal(String)
        case field(UInt8, Int)
        /// What stands in brackets may be missing when a text is read.
        case optionalStart
        case optionalEnd
    }

    let parts: [Part]

    private static let limit = 256
    private static let letters = Set("GuyYDMLdQqwWEecaHhKkmsSAnNVzOXxZ".utf8)

    /// Reads a pattern, or the name of one such as `iso_date`.
    ///
    /// - Throws: `ExpressionError` if it has a letter without meaning.
    init(_ text: String) throws(ExpressionError) {
        let text = Self.named[text.lowercased()] ?? text
        guard text.utf8.count <= Self.limit else {
            throw ExpressionError(.limit, "the date pattern is longer than \(Self.limit) bytes")
        }
        var parts: [Part] = []
        var literal = ""
        func flush() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
        }
        var depth = 0
        let characters = Array(text.unicodeScalars)
        var position = 0
        while position < characters.count {
            let character = characters[position]
            position += 1
            switch character {
            case "'":
                if position < characters.count, characters[position] == "'" {
                    literal += "'"
                    position += 1
                    continue
                }
                guard Self.readQuoted(characters, &position, into: &literal) else {
                    throw ExpressionError(.value, "the date pattern `\(text.excerpt)` has a `'` without its second")
                }
            case "[", "]":
                flush()
                depth += character == "[" ? 1 : -1
                guard depth >= 0 else {
                    throw ExpressionError(.value, "the date pattern `\(text.excerpt)` has a `]` without its `[`")
                }
                parts.append(character == "[" ? .optionalStart : .optionalEnd)
            case "a"..."z", "A"..."Z":
                flush()
                let letter = UInt8(character.value)
                guard Self.letters.contains(letter) else {
                    throw ExpressionError(
                        .value,
                        "the date pattern `\(text.excerpt)` has the letter `\(character)`, which means nothing; put text in `'`"
                    )
                }
                var count = 1
                while position < characters.count, characters[position] == character {
                    (position, count) = (position + 1, count + 1)
                }
                guard count <= (letter == UInt8(ascii: "S") ? 9 : 5) || "nNAyu".utf8.contains(letter) && count <= 19
                else {
                    throw ExpressionError(
                        .value,
                        "the date pattern `\(text.excerpt)` has too many letters `\(character)`"
                    )
                }
                parts.append(.field(letter, count))
            default:
                literal.unicodeScalars.append(character)
            }
        }
        flush()
        guard depth == 0 else {
            throw ExpressionError(.value, "the date pattern `\(text.excerpt)` has a `[` without its `]`")
        }
        self.parts = parts
    }

    /// Reads what stands between two apostrophes; two in a row are one of the text.
    private static func readQuoted(_ characters: [Unicode.Scalar], _ position: inout Int, into text: inout String)
        -> Bool
    {
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character == "'" {
                guard position < characters.count, characters[position] == "'" else { return true }
                position += 1
            }
            text.unicodeScalars.append(character)
        }
        return false
    }

    /// Patterns with names.
    static let named: [String: String] = [
        "iso": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
        "iso_milli": "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "iso_sec": "yyyy-MM-dd'T'HH:mm:ssXXX",
        "iso_nano": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX",
        "sql": "yyyy-MM-dd HH:mm:ss.SSSSSS",
        "sql_milli": "yyyy-MM-dd HH:mm:ss.SSS",
        "sql_nano": "yyyy-MM-dd HH:mm:ss.SSSSSSSSS",
        "sql_seq": "yyyy-MM-dd HH:mm:ss",
        "iso_date": "yyyy-MM-ddXXX",
        "iso_date_time": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX'['VV']'",
        "iso_instant": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
        "iso_local_date": "yyyy-MM-dd",
        "iso_local_date_time": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
        "iso_local_time": "HH:mm:ss.SSSSSS",
        "iso_offset_date": "yyyy-MM-ddXXX",
        "iso_offset_date_time": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
        "iso_offset_time": "HH:mm:ss.SSSSSSXXX",
        "iso_ordinal_date": "yyyy-DDDXXX",
        "iso_time": "HH:mm:ss.SSSSSSXXX",
        "iso_week_date": "YYYY-'W'ww-eXXX",
        "iso_zoned_date_time": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX'['VV']'",
        "basic_iso_date": "yyyyMMddXX",
        "rfc_1123_date_time": "EEE, d MMM yyyy HH:mm:ss Z",
    ]

    /// The text of an offset: `+0200`, `+02:00` with a separator, and a word for none.
    static func offsetText(_ offset: Int, _ zero: String, separator: String, minutes: Bool = true) -> String {
        guard offset != 0 else { return zero }
        let magnitude = Int(offset.magnitude)
        var text = (offset < 0 ? "-" : "+") + padded(magnitude / 3600, 2)
        if minutes || magnitude / 60 % 60 != 0 { text += separator + padded(magnitude / 60 % 60, 2) }
        if magnitude % 60 != 0 { text += separator + padded(magnitude % 60, 2) }
        return text
    }

    static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
