import JSON

extension Filter {
    /// Reads a filter.
    ///
    /// `not` binds tighter than `and`, and `and` tighter than `or`; operators and names may be written in any case. Beyond
    /// the RFC's grammar, a sub-attribute may follow brackets, as in `emails[type eq "work"].value eq "x"`: it is taken as
    /// if it stood inside.
    ///
    /// - Parameters:
    ///   - text: The filter.
    ///   - limits: What the text may ask of its reader.
    /// - Throws: `invalidFilter` if the text is no filter or exceeds a limit, with the position in it.
    public init(parsing text: String, limits: FilterLimits = .default) throws(ProvisioningError) {
        var parser = try FilterParser(text, limits: limits)
        self = try parser.whole()
    }
}

/// Reads filters and value paths by recursive descent.
struct FilterParser {
    private let text: String
    private let limits: FilterLimits
    private var position: String.UTF8View.Index
    private var terms = 0
    private var depth = 0

    init(_ text: String, limits: FilterLimits = .default) throws(ProvisioningError) {
        self.text = text
        self.limits = limits
        position = text.utf8.startIndex
        guard text.utf8.count <= limits.maximumBytes else {
            throw .invalidFilter("the filter is longer than \(limits.maximumBytes) bytes")
        }
    }

    mutating func whole() throws(ProvisioningError) -> Filter {
        let filter = try disjunction(inBrackets: false)
        skipBlanks()
        guard isAtEnd else { throw unexpected("`and`, `or` or the end") }
        return filter
    }

    /// `attribute[filter]`, `attribute[filter].sub`, for the path of an operation.
    mutating func valuePath() throws(ProvisioningError) -> (AttributePath, Filter, String?) {
        let path = try attributePath()
        guard take(UInt8(ascii: "[")) else { throw unexpected("`[`") }
        let filter = try brackets()
        let sub = try suffix()
        guard isAtEnd else { throw unexpected("the end") }
        return (path, filter, sub)
    }

    // MARK: Grammar

    private mutating func disjunction(inBrackets: Bool) throws(ProvisioningError) -> Filter {
        var sides = [try conjunction(inBrackets: inBrackets)]
        while takeKeyword("or") {
            sides.append(try conjunction(inBrackets: inBrackets))
        }
        return sides.count == 1 ? sides[0] : .any(sides)
    }

    private mutating func conjunction(inBrackets: Bool) throws(ProvisioningError) -> Filter {
        var sides = [try term(inBrackets: inBrackets)]
        while takeKeyword("and") {
            sides.append(try term(inBrackets: inBrackets))
        }
        return sides.count == 1 ? sides[0] : .all(sides)
    }

    private mutating func term(inBrackets: Bool) throws(ProvisioningError) -> Filter {
        skipBlanks()
        if take(UInt8(ascii: "(")) { return try parentheses(inBrackets: inBrackets) }
        let start = position
        if takeKeyword("not") {
            skipBlanks()
            if take(UInt8(ascii: "(")) { return .not(try parentheses(inBrackets: inBrackets)) }
            position = start
        }
        return try expression(inBrackets: inBrackets)
    }

    private mutating func parentheses(inBrackets: Bool) throws(ProvisioningError) -> Filter {
        try enter()
        let filter = try disjunction(inBrackets: inBrackets)
        skipBlanks()
        guard take(UInt8(ascii: ")")) else { throw unexpected("`)`") }
        depth -= 1
        return filter
    }

    /// What is between brackets, and the closing one.
    private mutating func brackets() throws(ProvisioningError) -> Filter {
        try enter()
        let filter = try disjunction(inBrackets: true)
        skipBlanks()
        guard take(UInt8(ascii: "]")) else { throw unexpected("`]`") }
        depth -= 1
        return filter
    }

    private mutating func expression(inBrackets: Bool) throws(ProvisioningError) -> Filter {
        let path = try attributePath()
        guard take(UInt8(ascii: "[")) else { return try comparison(of: path) }
        guard !inBrackets else { throw failure("brackets cannot stand within brackets") }
        let inner = try brackets()
        guard let sub = try suffix() else { return .matching(path, inner) }
        let outer = try comparison(of: AttributePath(sub))
        if case .all(let filters) = inner { return .matching(path, .all(filters + [outer])) }
        return .matching(path, .all([inner, outer]))
    }

    /// The name after a dot, if a dot follows.
    private mutating func suffix() throws(ProvisioningError) -> String? {
        guard take(UInt8(ascii: ".")) else { return nil }
        let start = position
        let name = word()
        guard let path = AttributePath(word: name), path.schema == nil, path.subAttribute == nil else {
            position = start
            throw unexpected("the name of a sub-attribute")
        }
        return path.attribute
    }

    private mutating func comparison(of path: AttributePath) throws(ProvisioningError) -> Filter {
        terms += 1
        guard terms <= limits.maximumTerms else {
            throw .invalidFilter("the filter has more than \(limits.maximumTerms) comparisons")
        }
        skipBlanks()
        let start = position
        let name = String(word()).asciiLowercased
        if name == "pr" { return .present(path) }
        guard let comparison = Comparison(rawValue: name) else {
            position = start
            throw unexpected("an operator")
        }
        return .comparison(path, comparison, try literal())
    }

    private typealias Comparison = Filter.Comparison

    private mutating func attributePath() throws(ProvisioningError) -> AttributePath {
        skipBlanks()
        let start = position
        guard let path = AttributePath(word: word()) else {
            position = start
            throw unexpected("the name of an attribute")
        }
        return path
    }

    private mutating func literal() throws(ProvisioningError) -> JSON {
        skipBlanks()
        let start = position
        if peek == UInt8(ascii: "\"") { skipString() } else { skipWord() }
        guard let value = try? JSON(parsing: Array(text.utf8[start..<position])), value.isLiteral else {
            position = start
            throw unexpected("a string in quotation marks, a number, `true`, `false` or `null`")
        }
        return value
    }

    private mutating func enter() throws(ProvisioningError) {
        depth += 1
        guard depth <= limits.maximumDepth else {
            throw .invalidFilter("the filter nests deeper than \(limits.maximumDepth) levels")
        }
    }

    // MARK: Characters

    private var isAtEnd: Bool { position == text.utf8.endIndex }

    private var peek: UInt8? { isAtEnd ? nil : text.utf8[position] }

    private mutating func skipBlanks() {
        while peek == UInt8(ascii: " ") { advance() }
    }

    private mutating func advance() {
        position = text.utf8.index(after: position)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        advance()
        return true
    }

    /// Takes a word if it is the one given, in any case; else moves nothing.
    private mutating func takeKeyword(_ keyword: String) -> Bool {
        let start = position
        skipBlanks()
        if String(word()).asciiLowercased == keyword { return true }
        position = start
        return false
    }

    /// Takes the longest run of bytes that names, URNs and their separators consist of.
    private mutating func word() -> Substring {
        let start = position
        while let byte = peek, byte.isNameByte || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") { advance() }
        return text[start..<position]
    }

    private mutating func skipWord() {
        while let byte = peek, byte.isNameByte || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") { advance() }
    }

    /// Skips a string, up to the quotation mark that is not escaped, or to the end.
    private mutating func skipString() {
        advance()
        while let byte = peek {
            advance()
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), !isAtEnd { advance() }
        }
    }

    // MARK: Errors

    private func unexpected(_ expected: String) -> ProvisioningError {
        guard !isAtEnd else { return .invalidFilter("expected \(expected), found the end of the filter") }
        // What was found is shown, but not so much of it that an error becomes a copy of the request.
        let rest = String(text[position...].prefix(20))
        return failure("expected \(expected), found `\(rest)`")
    }

    private func failure(_ message: String) -> ProvisioningError {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: position)
        return .invalidFilter("\(message) at position \(offset + 1)")
    }
}

extension JSON {
    fileprivate var isLiteral: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
