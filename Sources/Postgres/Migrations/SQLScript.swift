/// A text of statements, taken apart at the semicolons that end them.
///
/// Quotes, dollar quotes and comments are understood, so that a semicolon inside them ends nothing.
struct SQLScript {
    /// The statements, without those that are only space and comments.
    private(set) var statements: [String] = []

    private let characters: [UInt8]
    private var position = 0
    private var start = 0
    private var hasContent = false

    init(_ text: String) {
        characters = [UInt8](text.utf8)
        while position < characters.count { step() }
        finish()
    }

    private mutating func step() {
        switch characters[position] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): skipQuoted()
        case UInt8(ascii: "$"): skipDollarQuoted()
        case UInt8(ascii: "-") where starts(with: "--"): skip(to: "\n")
        case UInt8(ascii: "/") where starts(with: "/*"): skipComment()
        case UInt8(ascii: ";"):
            finish()
            position += 1
            start = position
        case let character:
            if !Self.spaces.contains(character) { hasContent = true }
            position += 1
        }
    }

    private static let spaces: Set<UInt8> = [9, 10, 11, 12, 13, 32]

    private mutating func finish() {
        if hasContent { statements.append(String(decoding: characters[start..<position], as: UTF8.self).trimmed) }
        hasContent = false
    }

    private func starts(with text: StaticString) -> Bool {
        characters[position...].starts(with: text.description.utf8)
    }

    private mutating func skip(to end: StaticString) {
        while position < characters.count, !starts(with: end) { position += 1 }
        position = min(characters.count, position + end.utf8CodeUnitCount)
    }

    /// A doubled quote ends one text and starts the next, which comes to the same; a backslash counts after `E` only.
    private mutating func skipQuoted() {
        hasContent = true
        let quote = characters[position]
        let escapes = quote == UInt8(ascii: "'") && position > 0 && [0x45, 0x65].contains(characters[position - 1])
        position += 1
        while position < characters.count, characters[position] != quote {
            position += escapes && characters[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(characters.count, position + 1)
    }

    private mutating func skipDollarQuoted() {
        hasContent = true
        let rest = characters[(position + 1)...]
        let name = rest.prefix { $0 != UInt8(ascii: "$") }
        let isTag = name.allSatisfy {
            $0 == 0x5f || $0 >= 0x80 || (0x30...0x39) ~= $0 || (0x41...0x5a) ~= $0 || (0x61...0x7a) ~= $0
        }
        guard isTag, name.endIndex < characters.count, name.first.map({ !((0x30...0x39) ~= $0) }) ?? true else {
            position += 1
            return
        }
        let tag = Array(characters[position...name.endIndex])
        position = name.endIndex + 1
        while position < characters.count, !characters[position...].starts(with: tag) { position += 1 }
        position = min(characters.count, position + tag.count)
    }

    /// Comments of this kind nest.
    private mutating func skipComment() {
        var depth = 0
        while position < characters.count {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
    }
}
