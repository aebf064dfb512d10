import JSON

/// Writes values as Amazon Ion in text.
struct IonWriter {
    private(set) var text = ""
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    private mutating func append(_ piece: String) throws(ExpressionError) {
        guard piece.utf8.count <= limit - text.utf8.count else {
            throw ExpressionError(.limit, "the text is longer than \(limit) bytes")
        }
        text += piece
    }

    mutating func append(_ value: ExpressionValue) throws(ExpressionError) {
        switch value.bare {
        case .null, .tainted: try append("null")
        case .bool(let value): try append(value ? "true" : "false")
        case .integer(let value): try append(String(value))
        case .double(let value): try append(Self.float(value))
        case .decimal(let value): try append(value.integer == nil ? value.description : value.description + ".")
        case .text(let text): try append(Self.quoted(text.string, "\""))
        case .date(let date): try append(date.description)
        case .list(let list):
            try append("[")
            for (index, element) in list.elements.enumerated() {
                if index > 0 { try append(",") }
                try append(element)
            }
            try append("]")
        case .map(let map):
            try append("{")
            for (index, member) in map.members.enumerated() {
                if index > 0 { try append(",") }
                try append(Self.symbol(member.name) + ":")
                try append(member.value)
            }
            try append("}")
        }
    }

    /// A number of double precision has an exponent; without one it would be a decimal.
    private static func float(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "+inf" }
        let text = value.description
        return text.utf8.contains(UInt8(ascii: "e")) ? text : text + "e0"
    }

    private static let keywords: Set<String> = ["null", "true", "false", "nan"]

    /// A name, in quotes if it could be taken for something else.
    private static func symbol(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "$") }
        let startsWithLetter = name.utf8.first.map { !$0.isDigit } ?? false
        return isPlain && startsWithLetter && !keywords.contains(name) ? name : quoted(name, "'")
    }

    private static func quoted(_ text: String, _ quote: Unicode.Scalar) -> String {
        var result = String(Character(quote))
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": result += "\\" + String(Character(scalar))
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + String(Character(quote))
    }
}
