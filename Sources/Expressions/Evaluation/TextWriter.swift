import JSON

/// Writes text piece by piece, keeps which of it was made of a secret, and goes no further than its limit.
struct TextWriter {
    private(set) var string = ""
    private var spans: [Range<Int>] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// What was written.
    var text: ExpressionText { ExpressionText(string, secretSpans: spans) }

    private mutating func reserve(_ count: Int) throws(ExpressionError) {
        guard count <= limit - string.utf8.count else {
            throw ExpressionError(.limit, "the text is longer than \(limit) bytes")
        }
    }

    /// Appends text that came from no secret.
    mutating func append(_ text: String) throws(ExpressionError) {
        try reserve(text.utf8.count)
        string += text
    }

    /// Appends text with its spans.
    mutating func append(_ text: ExpressionText) throws(ExpressionError) {
        let start = string.utf8.count
        try append(text.string)
        for span in text.secretSpans {
            mark(start + span.lowerBound..<start + span.upperBound)
        }
    }

    /// Marks what was written since an offset as made of a secret.
    private mutating func markSecret(since start: Int) {
        spans.removeAll { $0.lowerBound >= start }
        mark(start..<string.utf8.count)
    }

    /// Adds a span; those that touch become one.
    private mutating func mark(_ span: Range<Int>) {
        if let last = spans.last, last.upperBound >= span.lowerBound {
            spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        } else {
            spans.append(span)
        }
    }

    /// Appends a value as an expression shows it: nothing for null, JSON for lists and maps.
    mutating func append(_ value: ExpressionValue) throws(ExpressionError) {
        switch value {
        case .text(let text): try append(text)
        case .null: break
        case .bool(let value): try append(value ? "true" : "false")
        case .integer(let value): try append(String(value))
        case .double(let value): try append(value.description)
        case .decimal(let value): try append(value.description)
        case .date(let value): try append(value.description)
        case .list, .map: try append(json: value, indent: nil)
        case .tainted(let value):
            let start = string.utf8.count
            try append(value)
            markSecret(since: start)
        }
    }

    /// Appends a value as JSON; for people with a level of indentation, or in one line without.
    mutating func append(json value: ExpressionValue, indent: Int? = nil) throws(ExpressionError) {
        // Whatever is written takes about its weight at least, so what cannot fit is refused before it is begun.
        try reserve(min(value.weight / 16, limit + 1))
        switch value {
        case .null: try append("null")
        case .bool, .integer, .decimal: try append(value)
        case .double(let value): try append(value.isFinite ? value.description : "null")
        case .text(let text): try append(quoted: text)
        case .date(let date): try append(quoted: ExpressionText(date.description))
        case .list(let list): try append(list, indent)
        case .map(let map): try append(map, indent)
        case .tainted(let value):
            let start = string.utf8.count
            try append(json: value, indent: indent)
            markSecret(since: start)
        }
    }

    private mutating func append(quoted text: ExpressionText) throws(ExpressionError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.string.utf8.count + 2)
        bytes.append(quoted: text.string)
        let start = string.utf8.count
        try append(String(decoding: bytes, as: UTF8.self))
        // Escapes move the bytes: the whole string is marked, without its quotes.
        if text.isTainted { mark(start + 1..<string.utf8.count - 1) }
    }

    private mutating func append(_ list: ExpressionList, _ indent: Int?) throws(ExpressionError) {
        try append("[")
        for (index, element) in list.elements.enumerated() {
            if index > 0 { try append(",") }
            try newLine(indent, 1)
            try append(json: element, indent: indent.map { $0 + 1 })
        }
        if !list.elements.isEmpty { try newLine(indent, 0) }
        try append("]")
    }

    private mutating func append(_ map: ExpressionMap, _ indent: Int?) throws(ExpressionError) {
        try append("{")
        for (index, member) in map.members.enumerated() {
            if index > 0 { try append(",") }
            try newLine(indent, 1)
            try append(quoted: ExpressionText(member.name))
            try append(indent == nil ? ":" : ": ")
            try append(json: member.value, indent: indent.map { $0 + 1 })
        }
        if !map.isEmpty { try newLine(indent, 0) }
        try append("}")
    }

    private mutating func newLine(_ indent: Int?, _ more: Int) throws(ExpressionError) {
        guard let indent else { return }
        try append("\n" + String(repeating: "  ", count: indent + more))
    }
}
