extension String {
    /// The text without U+0000, which the database does not keep: the sign for a character that cannot be shown stands for it.
    var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }

    /// As much of the text as fits into so many bytes, with a sign for what is missing.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let mark = "…"
        var end = utf8.index(utf8.startIndex, offsetBy: max(limit - mark.utf8.count, 0))
        // Not within a character's bytes.
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end]) + mark
    }
}

/// An array as the database writes it: the form in which many arrays of different lengths are sent as one array of texts.
struct ArrayText {
    /// The text, with braces.
    private(set) var text = "{"

    mutating func append(_ element: String?) {
        if text.utf8.count > 1 { text += "," }
        guard let element else { return text += "NULL" }
        text += "\""
        for character in element.storable.unicodeScalars {
            if character == "\"" || character == "\\" { text += "\\" }
            text.unicodeScalars.append(character)
        }
        text += "\""
    }

    /// Writes an array.
    static func of(_ elements: some Sequence<String?>) -> String {
        var array = ArrayText()
        for element in elements { array.append(element) }
        return array.text + "}"
    }

    /// Writes an array of numbers.
    static func of(_ numbers: some Sequence<Int32>) -> String {
        "{" + numbers.map(String.init).joined(separator: ",") + "}"
    }
}
