import JSON

/// An operator between two expressions, and how tightly it binds.
private enum InfixOperator {
    case binary(BinaryOperator)
    case and
    case or
    case test
    case filter
    case concatenation
    case range
    case coalesce(acceptsNull: Bool)

    var precedence: Int {
        switch self {
        case .or: 10
        case .and: 20
        case .test: 30
        case .binary(.add), .binary(.subtract): 50
        case .binary(.multiply), .binary(.divide), .binary(.remainder): 70
        case .binary: 40
        case .filter: 80
        case .concatenation: 90
        case .range: 100
        case .coalesce: 110
        }
    }

    /// `not` stands between sums and products.
    static let notPrecedence = 60

    init?(_ token: Token) {
        switch token {
        case .word("or"): self = .or
        case .word("and"): self = .and
        case .word("is"): self = .test
        case .word("contains"): self = .binary(.contains)
        case .word("in"), .word("isIn"): self = .binary(.isIn)
        case .word("equals"), .sign("=="): self = .binary(.equal)
        case .sign("!="): self = .binary(.notEqual)
        case .sign("<"): self = .binary(.less)
        case .sign("<="): self = .binary(.lessOrEqual)
        case .sign(">"): self = .binary(.greater)
        case .sign(">="): self = .binary(.greaterOrEqual)
        case .sign("+"): self = .binary(.add)
        case .sign("-"): self = .binary(.subtract)
        case .sign("*"): self = .binary(.multiply)
        case .sign("/"): self = .binary(.divide)
        case .sign("%"): self = .binary(.remainder)
        case .sign("|"): self = .filter
        case .sign("~"): self = .concatenation
        case .sign(".."): self = .range
        case .sign("??"): self = .coalesce(acceptsNull: true)
        case .sign("???"): self = .coalesce(acceptsNull: false)
        default: return nil
        }
    }
}

extension TemplateParser {
    /// Reads an expression: operators, and `?` `:` which bind least.
    mutating func expression() throws(ExpressionError) -> NodeID {
        try enter()
        defer { depth -= 1 }
        let condition = try operation(0)
        guard try skip("?") else { return condition }
        let offset = scanner.position
        let first = try expression()
        try expect(":")
        let second = try expression()
        return try builder.add(
            .conditional(condition, first, second),
            at: offset,
            above: [condition, first, second]
        )
    }

    /// Reads operators that bind at least so tightly; those that bind alike are read from the left.
    private mutating func operation(_ least: Int) throws(ExpressionError) -> NodeID {
        var left = try prefixed()
        while true {
            let before = scanner
            scanner.skipWhitespace()
            let offset = scanner.position
            // `}` ends a map or an output, whatever follows it.
            guard scanner.byte() != UInt8(ascii: "}"), let infix = InfixOperator(try scanner.next()),
                infix.precedence >= least
            else {
                scanner = before
                return left
            }
            left = try infixed(left, infix, at: offset)
        }
    }

    private mutating func infixed(
        _ left: NodeID,
        _ infix: InfixOperator,
        at offset: Int
    ) throws(ExpressionError) -> NodeID {
        switch infix {
        case .filter: return try filter(on: left)
        case .test: return try test(left, at: offset)
        default: break
        }
        let right = try operation(infix.precedence + 1)
        let node: Node
        switch infix {
        case .binary(let symbol): node = .binary(symbol, left, right)
        case .and: node = .and(left, right)
        case .or: node = .or(left, right)
        case .range: node = .range(left, right)
        case .coalesce(let acceptsNull): node = .coalesce(left, right, acceptsNull: acceptsNull)
        case .concatenation, .filter, .test: return try concatenation(left, right, at: offset)
        }
        return try builder.add(node, at: offset, above: [left, right])
    }

    /// Joins a chain of `~` in one node: chains are long, and nothing is gained by nesting them.
    private mutating func concatenation(
        _ left: NodeID,
        _ right: NodeID,
        at offset: Int
    ) throws(ExpressionError) -> NodeID {
        var parts = [left]
        if case .concatenation(let list) = builder.nodes[Int(left)] { parts = builder.children(of: list) }
        parts.append(right)
        if parts.count > 64 { parts = [left, right] }
        return try builder.add(.concatenation(builder.list(parts)), at: offset, above: parts)
    }

    private mutating func test(_ value: NodeID, at offset: Int) throws(ExpressionError) -> NodeID {
        scanner.skipWhitespace()
        var place = scanner.position
        var token = try scanner.next()
        let isNegated = token == .word("not")
        if isNegated {
            scanner.skipWhitespace()
            place = scanner.position
            token = try scanner.next()
        }
        guard case .word(let name) = token else {
            throw failure(.syntax, "expected a test after `is`, found \(token.description)", at: place)
        }
        guard let kind = TestKind(rawValue: name) else {
            throw failure(
                .unknown,
                "there is no test `\(name.excerpt)`",
                at: place,
                name: name,
                suggestion: Nearest.name(to: name, among: TestKind.allCases.map(\.rawValue))
            )
        }
        if try skip("(") { try expect(")") }
        return try builder.add(.test(value, kind, isNegated: isNegated), at: offset, above: [value])
    }

    // MARK: Operands

    private mutating func prefixed() throws(ExpressionError) -> NodeID {
        try enter()
        defer { depth -= 1 }
        scanner.skipWhitespace()
        let offset = scanner.position
        let token = try scanner.next()
        switch token {
        case .word("not"):
            let value = try operation(InfixOperator.notPrecedence)
            return try builder.add(.not(value), at: offset, above: [value])
        case .sign("-"):
            let value = try prefixed()
            return try builder.add(.negative(value), at: offset, above: [value])
        case .sign("+"):
            let value = try prefixed()
            return try builder.add(.positive(value), at: offset, above: [value])
        default:
            return try subscripted(try operand(token, at: offset))
        }
    }

    private mutating func operand(_ token: Token, at offset: Int) throws(ExpressionError) -> NodeID {
        switch token {
        case .integer(let value): return try constant(.integer(value), at: offset)
        case .double(let value): return try constant(.double(value), at: offset)
        case .text(let text): return try constant(.text(ExpressionText(text)), at: offset)
        case .word("true"), .word("TRUE"): return try constant(.bool(true), at: offset)
        case .word("false"), .word("FALSE"): return try constant(.bool(false), at: offset)
        case .word("null"), .word("NULL"), .word("none"), .word("NONE"): return try constant(.null, at: offset)
        case .word(let name): return try named(name, at: offset)
        case .sign("("):
            let value = try expression()
            try expect(")")
            return value
        case .sign("["): return try list(at: offset)
        case .sign("{"): return try map(at: offset)
        default:
            throw failure(.syntax, "expected a value, found \(token.description)", at: offset)
        }
    }

    private mutating func constant(_ value: ExpressionValue, at offset: Int) throws(ExpressionError) -> NodeID {
        try builder.add(.constant(builder.constant(value)), at: offset)
    }

    /// A variable, or a call.
    private mutating func named(_ name: String, at offset: Int) throws(ExpressionError) -> NodeID {
        scanner.skipWhitespace()
        guard scanner.byte() == UInt8(ascii: "(") else {
            return try builder.add(.name(builder.name(name)), at: offset)
        }
        let arguments = try arguments()
        guard let builtin = ExpressionLanguage.function(name) else {
            let empty = SyntaxProgram.MacroCall(macro: -1, arguments: [])
            builder.macroCalls.append(empty)
            let index = builder.macroCalls.count - 1
            unresolved.append(UnresolvedCall(name: name, offset: offset, arguments: arguments, index: index))
            return try builder.add(.macro(Int32(index)), at: offset, above: arguments.map(\.node))
        }
        let call = try call(builtin, arguments, at: offset)
        return try builder.add(.function(call), at: offset, above: arguments.map(\.node))
    }

    /// Reads `.name` and `[...]` after an operand.
    private mutating func subscripted(_ operand: NodeID) throws(ExpressionError) -> NodeID {
        var value = operand
        while true {
            let before = scanner
            scanner.skipWhitespace()
            let offset = scanner.position
            if scanner.byte() == UInt8(ascii: "."), scanner.byte(1) != UInt8(ascii: ".") {
                scanner.move(to: offset + 1)
                scanner.skipWhitespace()
                let place = scanner.position
                let name = scanner.word()
                guard !name.isEmpty else {
                    let found = try scanner.next()
                    throw failure(.syntax, "expected a name after `.`, found \(found.description)", at: place)
                }
                guard scanner.byte() != UInt8(ascii: "(") else {
                    throw failure(
                        .syntax,
                        "values have no methods: `\(name.excerpt)`; use a filter",
                        at: place,
                        name: name
                    )
                }
                value = try builder.add(.member(value, name: builder.name(name)), at: place, above: [value])
            } else if scanner.byte() == UInt8(ascii: "[") {
                scanner.move(to: offset + 1)
                let index = try expression()
                try expect("]")
                value = try builder.add(.item(value, index), at: offset, above: [value, index])
            } else {
                scanner = before
                return value
            }
        }
    }

    private mutating func list(at offset: Int) throws(ExpressionError) -> NodeID {
        var elements: [NodeID] = []
        while try !skip("]") {
            if !elements.isEmpty { try expect(",") }
            elements.append(try expression())
        }
        return try builder.add(.list(builder.list(elements)), at: offset, above: elements)
    }

    private mutating func map(at offset: Int) throws(ExpressionError) -> NodeID {
        var members: [NodeID] = []
        while try !skip("}") {
            if !members.isEmpty { try expect(",") }
            members.append(try expression())
            try expect(":")
            members.append(try expression())
        }
        return try builder.add(.map(builder.list(members)), at: offset, above: members)
    }

    // MARK: Calls

    /// Reads a filter from its name and applies it.
    mutating func filter(on value: NodeID) throws(ExpressionError) -> NodeID {
        scanner.skipWhitespace()
        let offset = scanner.position
        let token = try scanner.next()
        guard case .word(let name) = token else {
            throw failure(.syntax, "expected a filter, found \(token.description)", at: offset)
        }
        guard let builtin = ExpressionLanguage.filter(name) else {
            throw failure(
                .unknown,
                "there is no filter `\(name.excerpt)`",
                at: offset,
                name: name,
                suggestion: Nearest.name(to: name, among: ExpressionLanguage.filterNames)
            )
        }
        scanner.skipWhitespace()
        let arguments = scanner.byte() == UInt8(ascii: "(") ? try arguments() : []
        let call = try call(builtin, arguments, at: offset)
        return try builder.add(.filter(value, call), at: offset, above: [value] + arguments.map(\.node))
    }

    /// Reads arguments in parentheses, those with a name after those without.
    private mutating func arguments() throws(ExpressionError) -> [(name: String?, node: NodeID)] {
        try expect("(")
        var arguments: [(name: String?, node: NodeID)] = []
        while try !skip(")") {
            if !arguments.isEmpty { try expect(",") }
            let before = scanner
            scanner.skipWhitespace()
            let place = scanner.position
            if case .word(let name) = try scanner.next(), try skip("=") {
                arguments.append((name, try expression()))
                continue
            }
            scanner = before
            guard arguments.last?.name == nil else {
                throw failure(.syntax, "an argument without a name must stand before those with one", at: place)
            }
            arguments.append((nil, try expression()))
        }
        return arguments
    }

    private mutating func call(
        _ builtin: Builtin,
        _ arguments: [(name: String?, node: NodeID)],
        at offset: Int
    ) throws(ExpressionError) -> Int32 {
        if let reason = builtin.deprecation, builder.deprecations.count < 100 {
            let (line, column) = SourcePlace.of(offset, in: source)
            let deprecation = ExpressionDeprecation(name: builtin.name, reason: reason, line: line, column: column)
            builder.deprecations.append(deprecation)
        }
        let names = builtin.parameters.map(\.name)
        var rest: [(name: String?, node: NodeID)] = []
        var own = arguments
        if builtin.takesRest {
            rest = Array(arguments.dropFirst(names.count).filter { $0.name == nil })
            rest += arguments.filter { argument in argument.name.map { !names.contains($0) } ?? false }
            own = Array(arguments.prefix(names.count).filter { $0.name == nil })
            own += arguments.filter { argument in argument.name.map(names.contains) ?? false }
        }
        let bound = try bind(own, to: names, of: builtin.title, at: offset)
        for (parameter, node) in zip(builtin.parameters, bound) where node < 0 && parameter.isRequired {
            throw failure(
                .syntax,
                "\(builtin.title) requires the argument `\(parameter.name)`",
                at: offset,
                name: builtin.name
            )
        }
        builder.calls.append(SyntaxProgram.Call(builtin: builtin, arguments: bound, rest: rest))
        return Int32(builder.calls.count - 1)
    }

    /// Finds for each parameter its argument.
    func bind(
        _ arguments: [(name: String?, node: NodeID)],
        to parameters: [String],
        of title: String,
        at offset: Int
    ) throws(ExpressionError) -> [NodeID] {
        var bound = [NodeID](repeating: -1, count: parameters.count)
        for (index, argument) in arguments.enumerated() {
            let place = argument.name.map { parameters.firstIndex(of: $0) } ?? (index < bound.count ? index : nil)
            guard let place else {
                let reason =
                    if let name = argument.name { "\(title) has no argument `\(name.excerpt)`" } else {
                        "\(title) takes at most \(parameters.count) argument\(parameters.count == 1 ? "" : "s")"
                    }
                let suggestion = argument.name.flatMap { Nearest.name(to: $0, among: parameters) }
                throw failure(.syntax, reason, at: offset, name: argument.name, suggestion: suggestion)
            }
            guard bound[place] < 0 else {
                throw failure(.syntax, "\(title) has the argument `\(parameters[place])` twice", at: offset)
            }
            bound[place] = argument.node
        }
        return bound
    }
}
