/// Reads a template into a program: the text outside of tags, and the tags.
struct TemplateParser {
    var scanner: Scanner
    var builder = ProgramBuilder()
    let source: String
    let limits: ExpressionLimits
    /// How deep tags and expressions nest at this place.
    var depth = 0
    /// Calls of what is no function, which a macro further on may still explain.
    var unresolved: [UnresolvedCall] = []
    /// Whether the last tag ended with `-`.
    private var trimsNext = false

    /// A call of a macro before the macros are known.
    struct UnresolvedCall {
        let name: String
        let offset: Int
        let arguments: [(name: String?, node: NodeID)]
        let index: Int
    }

    init(_ source: String, limits: ExpressionLimits) {
        scanner = Scanner(source)
        self.source = source
        self.limits = limits
    }

    static func parse(_ source: String, limits: ExpressionLimits) throws(ExpressionError) -> SyntaxProgram {
        guard source.utf8.count <= limits.maximumTemplateBytes else {
            var error = ExpressionError(
                .limit,
                "the template has \(source.utf8.count) bytes, more than \(limits.maximumTemplateBytes)"
            )
            (error.line, error.column) = (1, 1)
            throw error
        }
        var parser = TemplateParser(source, limits: limits)
        do throws(ExpressionError) {
            let (root, end) = try parser.body(until: [])
            if let end { throw parser.failure(.syntax, "`\(end.name)` ends no tag", at: end.offset, name: end.name) }
            try parser.resolveMacros()
            return SyntaxProgram(parser.builder, source: source, root: root)
        } catch {
            guard error.line == 0 else { throw error }
            throw parser.failure(error, at: parser.scanner.position)
        }
    }

    // MARK: Failing

    func failure(_ error: ExpressionError, at offset: Int) -> ExpressionError {
        var located = error
        (located.line, located.column) = SourcePlace.of(offset, in: source)
        return located
    }

    func failure(
        _ kind: ExpressionError.Kind,
        _ reason: String,
        at offset: Int? = nil,
        name: String? = nil,
        suggestion: String? = nil
    ) -> ExpressionError {
        let error = ExpressionError(kind, reason, name: name, suggestion: suggestion)
        return failure(error, at: offset ?? scanner.position)
    }

    mutating func enter() throws(ExpressionError) {
        depth += 1
        guard depth <= limits.maximumDepth else {
            throw failure(.limit, "the template nests deeper than \(limits.maximumDepth) levels")
        }
    }

    // MARK: Text

    /// The tag that ended a body.
    struct EndTag {
        let name: String
        let offset: Int
    }

    /// Reads text and tags up to one of the tags named, or to the end of the template.
    ///
    /// The scanner then stands after the name of the tag.
    mutating func body(until ends: Set<String>) throws(ExpressionError) -> (NodeID, EndTag?) {
        try enter()
        defer { depth -= 1 }
        let start = scanner.position
        var nodes: [NodeID] = []
        while !scanner.isAtEnd {
            try readText(into: &nodes)
            guard !scanner.isAtEnd else { break }
            let offset = scanner.position
            if scanner.starts(with: "{{") {
                nodes.append(try output())
            } else if scanner.starts(with: "{#") {
                try skipComment()
            } else {
                openDelimiter()
                scanner.skipWhitespace()
                let place = scanner.position
                let name = scanner.word()
                if ends.contains(name) { return (try sequence(nodes, at: start), EndTag(name: name, offset: offset)) }
                if let node = try statement(name, at: place, tag: offset) { nodes.append(node) }
            }
        }
        return (try sequence(nodes, at: start), nil)
    }

    private mutating func sequence(_ nodes: [NodeID], at offset: Int) throws(ExpressionError) -> NodeID {
        if nodes.count == 1 { return nodes[0] }
        return try builder.add(.sequence(builder.list(nodes)), at: offset, above: nodes)
    }

    /// Reads the text before the next tag.
    private mutating func readText(into nodes: inout [NodeID]) throws(ExpressionError) {
        let start = scanner.position
        var end = start
        while end < scanner.bytes.count {
            if scanner.bytes[end] == UInt8(ascii: "{"), end + 1 < scanner.bytes.count,
                "{%#".utf8.contains(scanner.bytes[end + 1])
            {
                break
            }
            end += 1
        }
        scanner.move(to: end)
        let trimsEnd = scanner.byte(2) == UInt8(ascii: "-")
        try appendText(start..<end, trimsEnd: trimsEnd, to: &nodes)
    }

    private mutating func appendText(
        _ range: Range<Int>,
        trimsEnd: Bool,
        to nodes: inout [NodeID]
    ) throws(ExpressionError) {
        var (start, end) = (range.lowerBound, range.upperBound)
        if trimsNext { while start < end, scanner.bytes[start].isSpace { start += 1 } }
        if trimsEnd { while end > start, scanner.bytes[end - 1].isSpace { end -= 1 } }
        trimsNext = false
        guard start < end else { return }
        let constant = builder.constant(.text(ExpressionText(scanner.text(start..<end))))
        nodes.append(try builder.add(.text(constant), at: start))
    }

    // MARK: Delimiters

    /// Passes over `{{`, `{%` or `{#`, and the `-` after it.
    private mutating func openDelimiter() {
        scanner.move(to: scanner.position + 2)
        if scanner.byte() == UInt8(ascii: "-") { scanner.move(to: scanner.position + 1) }
    }

    /// Passes over the end of a tag or output.
    mutating func close(_ delimiter: StaticString, openedAt offset: Int) throws(ExpressionError) {
        scanner.skipWhitespace()
        let trims = scanner.byte() == UInt8(ascii: "-") && scanner.starts(with: delimiter, at: 1)
        guard trims || scanner.starts(with: delimiter) else {
            guard !scanner.isAtEnd else {
                let opening = delimiter.description == "}}" ? "{{" : "{%"
                throw failure(.syntax, "`\(opening)` has no `\(delimiter)`", at: offset)
            }
            let place = scanner.position
            let found = try scanner.next()
            throw failure(.syntax, "expected `\(delimiter)`, found \(found.description)\(hint(found))", at: place)
        }
        scanner.move(to: scanner.position + (trims ? 3 : 2))
        trimsNext = trims
    }

    /// What somebody may have meant who writes other languages.
    private func hint(_ token: Token) -> String {
        switch token {
        case .sign("&&"): "; write `and`"
        case .sign("||"): "; write `or`"
        case .sign("!"): "; write `not`"
        case .sign("="): "; write `==` to compare"
        default: ""
        }
    }

    private mutating func skipComment() throws(ExpressionError) {
        let start = scanner.position
        openDelimiter()
        while !scanner.isAtEnd {
            if scanner.starts(with: "#}") {
                trimsNext = scanner.position > start + 2 && scanner.byte(-1) == UInt8(ascii: "-")
                scanner.move(to: scanner.position + 2)
                return
            }
            scanner.move(to: scanner.position + 1)
        }
        throw failure(.syntax, "`{#` has no `#}`", at: start)
    }

    private mutating func output() throws(ExpressionError) -> NodeID {
        let offset = scanner.position
        openDelimiter()
        let value = try expression()
        try close("}}", openedAt: offset)
        return try builder.add(.output(value), at: offset, above: [value])
    }

    /// Reads what stands between `{% raw %}` and `{% endraw %}`, as it is.
    mutating func raw(openedAt offset: Int) throws(ExpressionError) -> NodeID? {
        let start = scanner.position
        let trimsStart = trimsNext
        while !scanner.isAtEnd {
            let end = scanner.position
            if scanner.starts(with: "{%") {
                openDelimiter()
                let trimsEnd = scanner.byte(-1) == UInt8(ascii: "-")
                scanner.skipWhitespace()
                if scanner.word() == "endraw" {
                    var nodes: [NodeID] = []
                    trimsNext = trimsStart
                    try appendText(start..<end, trimsEnd: trimsEnd, to: &nodes)
                    try close("%}", openedAt: end)
                    return nodes.first
                }
                scanner.move(to: end)
            }
            scanner.move(to: scanner.position + 1)
        }
        throw failure(.syntax, "`raw` has no `endraw`", at: offset, name: "raw")
    }
}
