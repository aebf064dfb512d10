import JSON

extension Evaluation {
    /// The value of an expression.
    ///
    /// - Throws: `ExpressionError` with the place of the innermost expression that failed.
    func evaluate(_ id: NodeID) throws(ExpressionError) -> ExpressionValue {
        guard let program else { return .null }
        try enter()
        defer { leave() }
        try spend(1)
        let node = program.nodes[Int(id)]
        do throws(ExpressionError) {
            switch node {
            case .constant(let index): return program.constants[Int(index)]
            case .name(let name): return try value(ofName: name, in: program)
            case .member(let base, let name): return try member(name, of: base, in: program)
            case .item(let base, let index): return try item(index, of: base)
            case .filter(let value, let call): return try filter(value, program.calls[Int(call)])
            case .function(let call): return try function(program.calls[Int(call)])
            case .concatenation(let list): return try concatenation(program.children(list))
            default: return try operation(node, in: program)
            }
        } catch {
            throw program.locate(error, at: id)
        }
    }

    /// The value of an expression, or `nil` if something in it stands for nothing.
    func tried(_ id: NodeID) throws(ExpressionError) -> ExpressionValue? {
        tries += 1
        defer { tries -= 1 }
        let saved = (locals.count, localsBase)
        do throws(ExpressionError) {
            return try evaluate(id)
        } catch {
            guard error.kind == .undefined else { throw error }
            locals.removeSubrange(min(saved.0, locals.count)...)
            localsBase = saved.1
            return nil
        }
    }

    // MARK: Variables

    private func value(ofName name: Int32, in program: SyntaxProgram) throws(ExpressionError) -> ExpressionValue {
        if !locals.isEmpty, let value = local(name) { return value }
        let text = program.names[Int(name)]
        if let value = try context.value(of: text) { return value }
        throw undefined("the variable", text) { [context, locals] in
            context.names + locals.map { program.names[Int($0.name)] }
        }
    }

    private func member(_ name: Int32, of base: NodeID, in program: SyntaxProgram) throws(ExpressionError)
        -> ExpressionValue
    {
        let text = program.names[Int(name)]
        if case .name(let root) = program.nodes[Int(base)], locals.isEmpty || local(root) == nil,
            let value = try context.value(of: program.names[Int(root)], member: text)
        {
            return value
        }
        let value = try evaluate(base)
        guard let member = value.member(text) else { throw missing(text, in: value) }
        return member
    }

    private func item(_ index: NodeID, of base: NodeID) throws(ExpressionError) -> ExpressionValue {
        let key = try evaluate(index)
        guard let name = key.string ?? key.integer.map(String.init) else {
            throw ExpressionError(.value, "expected a text or a whole number in `[]`, found \(key.kind)")
        }
        let value = try evaluate(base)
        guard let item = value.member(name) else { throw missing(key.isTainted ? "******" : name, in: value) }
        return item.tainted(if: key.isTainted)
    }

    private func missing(_ name: String, in value: ExpressionValue) -> ExpressionError {
        switch value.bare {
        case .null: ExpressionError(.undefined, "`\(name.excerpt)` is asked of null", name: name)
        case .map(let map): undefined("the member", name) { map.members.map(\.name) }
        case .list(let list):
            ExpressionError(
                .undefined,
                "there is no element `\(name.excerpt)` in a list of \(list.elements.count)",
                name: name
            )
        default:
            ExpressionError(.undefined, "`\(name.excerpt)` is asked of \(value.kind), which has no members", name: name)
        }
    }

    /// An error about a name; the nearest one is looked for only if somebody will read it.
    private func undefined(_ what: String, _ name: String, _ names: () -> [String]) -> ExpressionError {
        let suggestion = tries > 0 ? nil : Nearest.name(to: name, among: names())
        return ExpressionError(
            .undefined,
            "\(what) `\(name.excerpt)` is not defined",
            name: name,
            suggestion: suggestion
        )
    }

    // MARK: Calls

    private func filter(_ value: NodeID, _ call: SyntaxProgram.Call) throws(ExpressionError) -> ExpressionValue {
        // `default` is there for what may be missing.
        let input = call.builtin.acceptsUndefined ? try tried(value) ?? .null : try evaluate(value)
        return try apply(call, to: input)
    }

    private func function(_ call: SyntaxProgram.Call) throws(ExpressionError) -> ExpressionValue {
        try apply(call, to: .null)
    }

    private func apply(_ call: SyntaxProgram.Call, to input: ExpressionValue) throws(ExpressionError) -> ExpressionValue
    {
        var arguments = Arguments(builtin: call.builtin, input: input)
        if !call.arguments.isEmpty {
            arguments.values.reserveCapacity(call.arguments.count)
            for node in call.arguments {
                arguments.values.append(node < 0 ? nil : try evaluate(node))
            }
        }
        for (name, node) in call.rest {
            arguments.rest.append((name, try evaluate(node)))
        }
        do throws(ExpressionError) {
            let result = try call.builtin.body(self, arguments)
            // What was made of a secret is one, whatever was made of it, unless the builtin tells more exactly.
            let taints = call.builtin.taint == .whole && arguments.isTainted
            return try admit(taints ? result.tainted : result)
        } catch {
            throw arguments.discreet(error)
        }
    }

    private func concatenation(_ parts: ArraySlice<NodeID>) throws(ExpressionError) -> ExpressionValue {
        var writer = TextWriter(limit: limits.maximumOutputBytes)
        for part in parts {
            try writer.append(try evaluate(part))
        }
        try spend(writer.string.utf8.count >> 6)
        return .text(writer.text)
    }

    // MARK: Operators

    private func operation(_ node: Node, in program: SyntaxProgram) throws(ExpressionError) -> ExpressionValue {
        switch node {
        case .list(let list): return try self.list(program.children(list))
        case .map(let list): return try map(program.children(list))
        case .not(let value): return .bool(!(try evaluate(value).isTruthy))
        case .negative(let value): return try Arithmetic.negated(try evaluate(value))
        case .positive(let value):
            let number = try evaluate(value)
            guard number.isNumber else {
                throw ExpressionError(.value, "`+` before a value expects a number, found \(number.kind)")
            }
            return number
        case .binary(let symbol, let left, let right):
            return try Arithmetic.apply(symbol, try evaluate(left), try evaluate(right), in: self)
        case .and(let left, let right):
            guard try evaluate(left).isTruthy else { return .bool(false) }
            return .bool(try evaluate(right).isTruthy)
        case .or(let left, let right):
            guard try !evaluate(left).isTruthy else { return .bool(true) }
            return .bool(try evaluate(right).isTruthy)
        case .coalesce(let left, let right, let acceptsNull):
            if let value = try tried(left), !acceptsNull || !value.isNull { return value }
            return try evaluate(right)
        case .conditional(let condition, let first, let second):
            return try evaluate(try evaluate(condition).isTruthy ? first : second)
        case .range(let first, let last):
            return try Ranges.range(try evaluate(first), try evaluate(last), step: nil, in: self)
        case .macro(let index): return try callMacro(program.macroCalls[Int(index)])
        case .test(let value, let kind, let isNegated):
            return .bool(try test(kind, value) != isNegated)
        case .capture(let body): return .text(try capture(body))
        default: return .null
        }
    }

    private func list(_ nodes: ArraySlice<NodeID>) throws(ExpressionError) -> ExpressionValue {
        var elements: [ExpressionValue] = []
        elements.reserveCapacity(nodes.count)
        for node in nodes {
            elements.append(try evaluate(node))
        }
        return try admit(.list(ExpressionList(elements)))
    }

    private func map(_ nodes: ArraySlice<NodeID>) throws(ExpressionError) -> ExpressionValue {
        var members: [ExpressionMap.Member] = []
        var hasSecretName = false
        var index = nodes.startIndex
        while index + 1 < nodes.endIndex {
            let name = try evaluate(nodes[index])
            hasSecretName = hasSecretName || name.isTainted
            members.append((try text(of: name).string, try evaluate(nodes[index + 1])))
            index += 2
        }
        return try admit(.map(members).tainted(if: hasSecretName))
    }

    private func test(_ kind: TestKind, _ node: NodeID) throws(ExpressionError) -> Bool {
        if kind == .defined { return try tried(node).map { !$0.isNull } ?? false }
        let value = try evaluate(node)
        switch kind {
        case .defined, .null: return value.isNull
        case .empty: return value.isEmpty
        case .iterable: return value.elements != nil || value.members != nil
        case .map: return value.members != nil
        case .even, .odd:
            guard let number = value.integer else {
                throw ExpressionError(.value, "`\(kind)` expects a whole number, found \(value.kind)", name: "\(kind)")
            }
            return number.isMultiple(of: 2) == (kind == .even)
        case .json:
            guard let text = value.string else { return false }
            try spend(text.utf8.count >> 4)
            return (try? Documents.json(text)) != nil
        }
    }
}

extension ExpressionValue {
    /// Whether it is null, blank text, or a list or map of nothing.
    var isEmpty: Bool {
        switch bare {
        case .null: true
        case .text(let text): text.string.utf8.allSatisfy(\.isSpace)
        case .list(let list): list.elements.isEmpty
        case .map(let map): map.isEmpty
        default: false
        }
    }
}
