import JSON

/// Reads Amazon Ion in its text form.
///
/// Symbols become text, timestamps dates, decimals decimals, blobs their base 64; annotations are passed over.
struct IonReader {
    private let bytes: [UInt8]
    private var position = 0
    private var count = 0

    private static let maximumBytes = 8 << 20
    private static let maximumDepth = 100
    private static let maximumValues = 500_000

    /// The first value of a text, or all of them.
    static func values(_ text: String, all: Bool) throws(ExpressionError) -> [ExpressionValue] {
        guard text.utf8.count <= maximumBytes else {
            throw ExpressionError(.limit, "the text is longer than \(maximumBytes) bytes")
        }
        var reader = IonReader(bytes: Array(text.utf8))
        var values: [ExpressionValue] = []
        try reader.skipSpace()
        // The marker of a version says nothing that matters here.
        if reader.skip("$ion_1_0") { try reader.skipSpace() }
        while reader.position < reader.bytes.count {
            values.append(try reader.value(0))
            guard all else { return values }
            try reader.skipSpace()
        }
        return values
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func failure(_ expected: String) -> ExpressionError {
        let (line, column) = SourcePlace.of(position, in: String(decoding: bytes, as: UTF8.self))
        return ExpressionError(.value, "the text is no Ion: line \(line), column \(column): expected \(expected)")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ text: StaticString) -> Bool {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(text.description.utf8) else { return false }
        position = end
        return true
    }

    /// Passes over white space and comments.
    private mutating func skipSpace() throws(ExpressionError) {
        while let byte = next {
            if byte.isSpace {
                position += 1
            } else if skip("//") {
                while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
            } else if skip("/*") {
                while !skip("*/") {
                    guard next != nil else { throw failure("`*/`") }
                    position += 1
                }
            } else {
                return
            }
        }
    }

    private mutating func value(_ depth: Int) throws(ExpressionError) -> ExpressionValue {
        count += 1
        guard depth <= Self.maximumDepth, count <= Self.maximumValues else {
            throw ExpressionError(.limit, "the Ion document nests too deep or has too many values")
        }
        while true {
            try skipSpace()
            guard let byte = next else { throw failure("a value") }
            switch byte {
            case UInt8(ascii: "["): return .list(try sequence(UInt8(ascii: "]"), depth, needsComma: true))
            case UInt8(ascii: "("): return .list(try sequence(UInt8(ascii: ")"), depth, needsComma: false))
            case UInt8(ascii: "{"):
                if skip("{{") { return try blob() }
                return try structure(depth)
            case UInt8(ascii: "\""): return .text(try quoted(byte))
            case UInt8(ascii: "'"):
                if skip("'''") { return .text(try longText()) }
                let symbol = try quoted(byte)
                if try !isAnnotation() { return .text(symbol) }
            default:
                let word = self.word()
                guard !word.isEmpty else { throw failure("a value") }
                if try !isAnnotation() { return try scalar(word) }
            }
        }
    }

    /// Whether what was read is followed by `::`, and so says something of the value after it.
    private mutating func isAnnotation() throws(ExpressionError) -> Bool {
        let before = position
        try skipSpace()
        if skip("::") { return true }
        position = before
        return false
    }

    private mutating func sequence(_ end: UInt8, _ depth: Int, needsComma: Bool) throws(ExpressionError)
        -> [ExpressionValue]
    {
        position += 1
        var elements: [ExpressionValue] = []
        while true {
            try skipSpace()
            if next == end {
                position += 1
                return elements
            }
            elements.append(try value(depth + 1))
            try skipSpace()
            if needsComma, next != end { guard skip(",") else { throw failure("`,` or the end of the list") } }
        }
    }

    private mutating func structure(_ depth: Int) throws(ExpressionError) -> ExpressionValue {
        position += 1
        var members: [ExpressionMap.Member] = []
        while true {
            try skipSpace()
            if skip("}") { return .map(members) }
            let name: String
            switch next {
            case UInt8(ascii: "\""): name = try quoted(UInt8(ascii: "\""))
            case UInt8(ascii: "'"): name = skip("'''") ? try longText() : try quoted(UInt8(ascii: "'"))
            default: name = word()
            }
            try skipSpace()
            guard skip(":") else { throw failure("`:`") }
            members.append((name, try value(depth + 1)))
            try skipSpace()
            if next != UInt8(ascii: "}") { guard skip(",") else { throw failure("`,` or `}`") } }
        }
    }

    private mutating func word() -> String {
        let start = position
        while let byte = next, byte.isWord || "$+-.:".utf8.contains(byte) {
            // A colon belongs to a time of day, between digits.
            if byte == UInt8(ascii: ":") {
                let isTime =
                    position > start && bytes[position - 1].isDigit && position + 1 < bytes.count
                    && bytes[position + 1].isDigit && bytes[start].isDigit
                guard isTime else { break }
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func scalar(_ word: String) throws(ExpressionError) -> ExpressionValue {
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "nan": return .double(.nan)
        case "+inf": return .double(.infinity)
        case "-inf": return .double(-.infinity)
        case "null": return .null
        case _ where word.hasPrefix("null."): return .null
        default: break
        }
        guard let first = word.utf8.first, first.isDigit || first == UInt8(ascii: "-") else { return .text(word) }
        let digits = String(word.filter { $0 != "_" })
        if let value = Int64(digits) { return .integer(value) }
        if digits.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), let value = Double(digits) {
            return .double(value)
        }
        let plain = String(
            decoding: digits.utf8.map { $0 | 0x20 == UInt8(ascii: "d") ? UInt8(ascii: "e") : $0 },
            as: UTF8.self
        )
        if let value = ExpressionDecimal(plain) { return .decimal(value) }
        if let date = DateReader.iso(word, zone: .utc) { return .date(date) }
        throw failure("a value")
    }

    private mutating func blob() throws(ExpressionError) -> ExpressionValue {
        try skipSpace()
        if next == UInt8(ascii: "\"") {
            let text = try quoted(UInt8(ascii: "\""))
            try skipSpace()
            guard skip("}}") else { throw failure("`}}`") }
            return .text(text)
        }
        let start = position
        while !skip("}}") {
            guard next != nil else { throw failure("`}}`") }
            position += 1
        }
        let digits = bytes[start..<position - 2].filter { !$0.isSpace }
        return .text(String(decoding: digits, as: UTF8.self))
    }

    /// Reads a text from its opening quote past its closing one.
    private mutating func quoted(_ quote: UInt8) throws(ExpressionError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
        }
        throw failure("the end of the text")
    }

    /// Reads what stands between three apostrophes; such texts in a row are one.
    private mutating func longText() throws(ExpressionError) -> String {
        var text: [UInt8] = []
        while true {
            while !skip("'''") {
                guard let byte = next else { throw failure("`'''`") }
                position += 1
                if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
            }
            let before = position
            try skipSpace()
            guard skip("'''") else {
                position = before
                return String(decoding: text, as: UTF8.self)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(ExpressionError) {
        guard let byte = next else { throw failure("an escape") }
        position += 1
        switch Unicode.Scalar(byte) {
        case "n": text.append(0x0A)
        case "r": text.append(0x0D)
        case "t": text.append(0x09)
        case "b": text.append(0x08)
        case "f": text.append(0x0C)
        case "v": text.append(0x0B)
        case "a": text.append(0x07)
        case "0": text.append(0)
        case "\n": break
        case "x": try codePoint(2, into: &text)
        case "u": try codePoint(4, into: &text)
        case "U": try codePoint(8, into: &text)
        case "\"", "'", "\\", "/", "?": text.append(byte)
        default: throw failure("an escape")
        }
    }

    private mutating func codePoint(_ width: Int, into text: inout [UInt8]) throws(ExpressionError) {
        let end = min(position + width, bytes.count)
        guard let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw failure("\(width) hexadecimal digits of a character") }
        position = end
        text += Array(String(Character(scalar)).utf8)
    }
}
