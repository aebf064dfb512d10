import JSON

extension TemplateParser {
    /// Reads a tag from after its name past its end.
    ///
    /// - Returns: Its node; `nil` if it renders nothing.
    mutating func statement(_ name: String, at place: Int, tag offset: Int) throws(ExpressionError) -> NodeID? {
        switch name {
        case "set": return try set(offset)
        case "if": return try branch(offset)
        case "for": return try loop(offset)
        case "filter": return try filterTag(offset)
        case "raw":
            try close("%}", openedAt: offset)
            return try raw(openedAt: offset)
        case "macro":
            try macro(offset)
            return nil
        case "block": return try block(offset)
        case "raise":
            let message = try expression()
            try close("%}", openedAt: offset)
            return try builder.add(.raise(message), at: offset, above: [message])
        case "":
            let found = try scanner.next()
            throw failure(.syntax, "expected a tag, found \(found.description)", at: place)
        case _ where name.utf8.first?.isDigit == true:
            throw failure(.syntax, "expected a tag, found `\(name.excerpt)`", at: place)
        default:
            let known = ExpressionLanguage.tagNames
            guard !known.contains(name) else {
                throw failure(.syntax, "`\(name)` has no tag to end or to continue", at: place, name: name)
            }
            throw failure(
                .unknown,
                "there is no tag `\(name.excerpt)`",
                at: place,
                name: name,
                suggestion: Nearest.name(to: name, among: known)
            )
        }
    }

    /// Reads the name of a variable.
    mutating func identifier(_ what: String) throws(ExpressionError) -> Int32 {
        scanner.skipWhitespace()
        let place = scanner.position
        let token = try scanner.next()
        guard case .word(let text) = token else {
            throw failure(.syntax, "expected \(what), found \(token.description)", at: place)
        }
        return builder.name(text)
    }

    /// Passes over a sign that must be next.
    mutating func expect(_ sign: String) throws(ExpressionError) {
        scanner.skipWhitespace()
        let place = scanner.position
        let token = try scanner.next()
        guard token == .sign(sign) else {
            throw failure(.syntax, "expected `\(sign)`, found \(token.description)", at: place)
        }
    }

    /// Passes over a sign if it is next.
    mutating func skip(_ sign: String) throws(ExpressionError) -> Bool {
        let before = scanner
        if try scanner.next() == .sign(sign) { return true }
        scanner = before
        return false
    }

    /// Reads a body up to one of the tags named; that there is one is required.
    private mutating func required(
        _ ends: Set<String>,
        for name: String,
        at offset: Int
    ) throws(ExpressionError) -> (NodeID, EndTag) {
        let (body, end) = try body(until: ends)
        guard let end else { throw failure(.syntax, "`\(name)` has no `end\(name)`", at: offset, name: name) }
        return (body, end)
    }

    private mutating func set(_ offset: Int) throws(ExpressionError) -> NodeID {
        let name = try identifier("the name of a variable")
        try expect("=")
        let value = try expression()
        try close("%}", openedAt: offset)
        return try builder.add(.set(name: name, value: value), at: offset, above: [value])
    }

    private mutating func branch(_ offset: Int) throws(ExpressionError) -> NodeID {
        var parts = [try expression()]
        try close("%}", openedAt: offset)
        while true {
            let (body, end) = try required(["elseif", "else", "endif"], for: "if", at: offset)
            parts.append(body)
            if end.name == "elseif" { parts.append(try expression()) }
            try close("%}", openedAt: end.offset)
            if end.name == "elseif" { continue }
            if end.name == "else" {
                let (body, end) = try required(["endif"], for: "if", at: offset)
                parts.append(body)
                try close("%}", openedAt: end.offset)
            }
            return try builder.add(.branch(builder.list(parts)), at: offset, above: parts)
        }
    }

    private mutating func loop(_ offset: Int) throws(ExpressionError) -> NodeID {
        let name = try identifier("the name of a variable")
        scanner.skipWhitespace()
        let place = scanner.position
        let word = try scanner.next()
        guard word == .word("in") else {
            throw failure(.syntax, "expected `in`, found \(word.description)", at: place, name: "for")
        }
        _ = builder.name("loop")
        let values = try expression()
        try close("%}", openedAt: offset)
        let (body, end) = try required(["else", "endfor"], for: "for", at: offset)
        try close("%}", openedAt: end.offset)
        var otherwise: NodeID = -1
        if end.name == "else" {
            let (body, end) = try required(["endfor"], for: "for", at: offset)
            otherwise = body
            try close("%}", openedAt: end.offset)
        }
        builder.loops.append(SyntaxProgram.Loop(name: name, values: values, body: body, otherwise: otherwise))
        return try builder.add(
            .loop(Int32(builder.loops.count - 1)),
            at: offset,
            above: [values, body, otherwise]
        )
    }

    private mutating func filterTag(_ offset: Int) throws(ExpressionError) -> NodeID {
        let start = scanner
        // The filters are read twice: now to find the body, and then with the body to apply them to.
        let placeholder = try builder.add(.nothing, at: offset)
        _ = try filters(on: placeholder)
        try close("%}", openedAt: offset)
        let (body, end) = try required(["endfilter"], for: "filter", at: offset)
        let after = scanner
        scanner = start
        let capture = try builder.add(.capture(body), at: offset, above: [body])
        let value = try filters(on: capture)
        scanner = after
        try close("%}", openedAt: end.offset)
        return try builder.add(.output(value), at: offset, above: [value])
    }

    /// Reads `upper | trim` and applies it.
    private mutating func filters(on node: NodeID) throws(ExpressionError) -> NodeID {
        var value = try filter(on: node)
        while try skip("|") { value = try filter(on: value) }
        return value
    }

    private mutating func block(_ offset: Int) throws(ExpressionError) -> NodeID {
        scanner.skipWhitespace()
        let place = scanner.position
        let token = try scanner.next()
        let name: String
        switch token {
        case .word(let text), .text(let text): name = text
        default: throw failure(.syntax, "expected the name of a block, found \(token.description)", at: place)
        }
        guard !builder.blocks.contains(where: { $0.name == name }) else {
            throw failure(.syntax, "there are two blocks `\(name.excerpt)`", at: place, name: name)
        }
        try checkCount(builder.blocks.count, of: "blocks")
        try close("%}", openedAt: offset)
        let (body, end) = try required(["endblock"], for: "block", at: offset)
        scanner.skipWhitespace()
        // The name may stand again at the end.
        if scanner.byte()?.isWord == true || scanner.byte() == UInt8(ascii: "\"") || scanner.byte() == UInt8(ascii: "'")
        {
            _ = try scanner.next()
        }
        try close("%}", openedAt: end.offset)
        builder.blocks.append(SyntaxProgram.Block(name: name, body: body))
        return try builder.add(.block(Int32(builder.blocks.count - 1)), at: offset, above: [body])
    }

    private mutating func macro(_ offset: Int) throws(ExpressionError) {
        scanner.skipWhitespace()
        let place = scanner.position
        let id = try identifier("the name of a macro")
        let name = builder.names[Int(id)]
        guard !builder.macros.contains(where: { $0.name == name }), ExpressionLanguage.function(name) == nil else {
            throw failure(.syntax, "there already is a function or macro `\(name.excerpt)`", at: place, name: name)
        }
        try checkCount(builder.macros.count, of: "macros")
        try expect("(")
        var parameters: [(name: Int32, value: NodeID)] = []
        while try !skip(")") {
            if !parameters.isEmpty { try expect(",") }
            let parameter = try identifier("the name of a parameter")
            guard !parameters.contains(where: { $0.name == parameter }) else {
                throw failure(.syntax, "there are two parameters `\(builder.names[Int(parameter)].excerpt)`")
            }
            let value = try skip("=") ? try expression() : -1
            parameters.append((parameter, value))
        }
        try close("%}", openedAt: offset)
        let (body, end) = try required(["endmacro"], for: "macro", at: offset)
        try close("%}", openedAt: end.offset)
        builder.macros.append(SyntaxProgram.Macro(name: name, parameters: parameters, body: body))
    }

    /// Blocks and macros are found by looking through them.
    private func checkCount(_ count: Int, of what: String) throws(ExpressionError) {
        guard count < 256 else { throw failure(.limit, "the template has more than 256 \(what)") }
    }

    /// Finds the macros of calls, now that all macros are known.
    mutating func resolveMacros() throws(ExpressionError) {
        for call in unresolved {
            guard let index = builder.macros.firstIndex(where: { $0.name == call.name }) else {
                let names = ExpressionLanguage.functionNames + builder.macros.map(\.name)
                throw failure(
                    .unknown,
                    "there is no function `\(call.name.excerpt)`",
                    at: call.offset,
                    name: call.name,
                    suggestion: Nearest.name(to: call.name, among: names)
                )
            }
            let macro = builder.macros[index]
            let parameters = macro.parameters.map { builder.names[Int($0.name)] }
            let bound = try bind(call.arguments, to: parameters, of: "macro `\(call.name)`", at: call.offset)
            builder.macroCalls[call.index] = SyntaxProgram.MacroCall(macro: index, arguments: bound)
        }
    }
}
