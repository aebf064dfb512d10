import JSON

extension Evaluation {
    /// Renders a statement.
    func render(_ id: NodeID, into writer: inout TextWriter) throws(ExpressionError) {
        guard let program else { return }
        switch program.nodes[Int(id)] {
        case .text(let constant):
            guard case .text(let text) = program.constants[Int(constant)] else { return }
            try spend(1)
            try writer.append(text)
        case .output(let value):
            do throws(ExpressionError) {
                try writer.append(try evaluate(value))
            } catch {
                throw program.locate(error, at: value)
            }
        case .sequence(let list):
            for child in program.children(list) { try render(child, into: &writer) }
        case .set(let name, let value):
            set(name, try evaluate(value))
        case .branch(let list):
            try renderBranch(program.children(list), into: &writer)
        case .loop(let index):
            try renderLoop(program.loops[Int(index)], at: id, into: &writer)
        case .block(let index):
            try renderNested(program.blocks[Int(index)].body, into: &writer)
        case .raise(let message):
            let text = try text(of: try evaluate(message)).masked()
            throw program.locate(ExpressionError(.raised, text, name: "raise"), at: id)
        default:
            break
        }
    }

    private func renderNested(_ body: NodeID, into writer: inout TextWriter) throws(ExpressionError) {
        try enter()
        defer { leave() }
        try render(body, into: &writer)
    }

    private func renderBranch(_ parts: ArraySlice<NodeID>, into writer: inout TextWriter) throws(ExpressionError) {
        var index = parts.startIndex
        while index + 1 < parts.endIndex {
            if try evaluate(parts[index]).isTruthy { return try renderNested(parts[index + 1], into: &writer) }
            index += 2
        }
        if index < parts.endIndex { try renderNested(parts[index], into: &writer) }
    }

    private func renderLoop(
        _ loop: SyntaxProgram.Loop,
        at id: NodeID,
        into writer: inout TextWriter
    ) throws(ExpressionError) {
        let values = try elements(of: try evaluate(loop.values), at: loop.values)
        guard !values.isEmpty else {
            if loop.otherwise >= 0 { try renderNested(loop.otherwise, into: &writer) }
            return
        }
        let name = program?.loopName ?? -1
        for (index, value) in values.enumerated() {
            try countIteration()
            // Whoever sets a variable of an outer scope in the body changes that one; the others end with the turn.
            let count = locals.count
            defer { locals.removeSubrange(min(count, locals.count)...) }
            locals.append((loop.name, value))
            locals.append((name, Self.loopVariable(index, values.count)))
            try renderNested(loop.body, into: &writer)
        }
    }

    private static func loopVariable(_ index: Int, _ count: Int) -> ExpressionValue {
        .map([
            ("index", .integer(Int64(index))),
            ("length", .integer(Int64(count))),
            ("first", .bool(index == 0)),
            ("last", .bool(index == count - 1)),
            ("revindex", .integer(Int64(count - 1 - index))),
        ])
    }

    /// What a loop goes through: the elements of a list, the entries of a map, nothing of null.
    private func elements(of value: ExpressionValue, at node: NodeID) throws(ExpressionError) -> [ExpressionValue] {
        switch value {
        case .null: return []
        case .list(let list): return list.elements
        case .map(let map): return map.members.map { .map([("key", .text($0.name)), ("value", $0.value)]) }
        case .tainted(let inner): return try elements(of: inner, at: node).map(\.tainted)
        default:
            let error = ExpressionError(
                .value,
                "expected a list or a map to go through, found \(value.kind)",
                name: "for"
            )
            throw program?.locate(error, at: node) ?? error
        }
    }

    /// Renders statements to text of their own.
    func capture(_ body: NodeID) throws(ExpressionError) -> ExpressionText {
        var writer = TextWriter(limit: limits.maximumOutputBytes)
        try renderNested(body, into: &writer)
        try spend(writer.string.utf8.count >> 6)
        return writer.text
    }

    /// Renders a block by its name.
    func block(_ name: String) throws(ExpressionError) -> ExpressionText {
        guard let program else { return ExpressionText("") }
        guard let block = program.blocks.first(where: { $0.name == name }) else {
            throw ExpressionError(
                .undefined,
                "there is no block `\(name.excerpt)`",
                name: name,
                suggestion: Nearest.name(to: name, among: program.blocks.map(\.name))
            )
        }
        return try capture(block.body)
    }

    /// Calls a macro: it sees its parameters and the context, and none of the caller's variables.
    func callMacro(_ call: SyntaxProgram.MacroCall) throws(ExpressionError) -> ExpressionValue {
        guard let program, program.macros.indices.contains(call.macro) else { return .null }
        let macro = program.macros[call.macro]
        var values: [(name: Int32, value: ExpressionValue)] = []
        for (parameter, argument) in zip(macro.parameters, call.arguments) {
            let node = argument >= 0 ? argument : parameter.value
            values.append((parameter.name, node >= 0 ? try evaluate(node) : .null))
        }
        let outer = (localsBase, locals.count)
        localsBase = locals.count
        locals += values
        defer {
            localsBase = outer.0
            locals.removeSubrange(min(outer.1, locals.count)...)
        }
        return .text(try capture(macro.body))
    }

    /// The text of a value as an output shows it.
    func text(of value: ExpressionValue) throws(ExpressionError) -> ExpressionText {
        if case .text(let text) = value { return text }
        var writer = TextWriter(limit: limits.maximumOutputBytes)
        try writer.append(value)
        return writer.text
    }
}
