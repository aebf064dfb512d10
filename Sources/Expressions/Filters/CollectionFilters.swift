extension ExpressionLanguage {
    static let collectionFilters: [Builtin] = [
        Builtin(
            .filter,
            "first",
            taint: .own,
            "The first element of a list, or character of a text; null of nothing.",
            example: Builtin.Example("{{ ['a', 'b'] | first }}", "a")
        ) { (_, arguments) throws(ExpressionError) in try end(arguments, isFirst: true) },
        Builtin(
            .filter,
            "last",
            taint: .own,
            "The last element of a list, or character of a text; null of nothing.",
            example: Builtin.Example("{{ ['a', 'b'] | last }}", "b")
        ) { (_, arguments) throws(ExpressionError) in try end(arguments, isFirst: false) },
        Builtin(
            .filter,
            "length",
            [],
            "The number of elements of a list, members of a map, or characters of a text; 0 of null.",
            example: Builtin.Example("{{ 'héllo' | length }}", "5")
        ) { (_, arguments) throws(ExpressionError) in
            switch arguments.input.bare {
            case .null: return .integer(0)
            case .list(let list): return .integer(Int64(list.elements.count))
            case .map(let map): return .integer(Int64(map.count))
            default: return .integer(Int64(try arguments.inputText().count))
            }
        },
        Builtin(
            .filter,
            "join",
            [.optional("separator", "''")],
            taint: .own,
            "The elements of a list as one text, with a separator between them.",
            example: Builtin.Example("{{ [1, 2, 3] | join(', ') }}", "1, 2, 3")
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let separator = arguments[0] ?? .text("")
            var writer = TextWriter(limit: evaluation.limits.maximumOutputBytes)
            for (index, element) in try arguments.inputList().enumerated() {
                if index > 0 { try writer.append(separator) }
                try writer.append(element)
            }
            return .text(writer.text).tainted(if: arguments.input.isWhollyTainted)
        },
        Builtin(
            .filter,
            "split",
            [.required("delimiter"), .optional("limit", "0")],
            taint: .own,
            "The parts of a text between the matches of a regular expression; at most `limit` if it is above 0, and with empty parts at the end if it is below.",
            example: Builtin.Example("{{ 'a, b,c' | split(', ?') }}", #"["a","b","c"]"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let parts = try Regex.split(
                try arguments.text(0),
                try arguments.inputText(),
                limit: try arguments.integer(1, default: 0),
                in: evaluation
            )
            // Each part of a secret is one, so that what is picked from the list is.
            return .list(parts.map { .text(ExpressionText($0, isSecret: arguments.isTainted)) })
        },
        Builtin(
            .filter,
            "sort",
            taint: .own,
            "The elements of a list, the least first.",
            example: Builtin.Example("{{ [3, 1, 2] | sort }}", "[1,2,3]")
        ) { (evaluation, arguments) throws(ExpressionError) in try sorted(arguments, evaluation, isReversed: false) },
        Builtin(
            .filter,
            "rsort",
            taint: .own,
            "The elements of a list, the greatest first.",
            example: Builtin.Example("{{ ['a', 'c', 'b'] | rsort | join }}", "cba")
        ) { (evaluation, arguments) throws(ExpressionError) in try sorted(arguments, evaluation, isReversed: true) },
        Builtin(
            .filter,
            "reverse",
            taint: .own,
            "The elements of a list, or the characters of a text, from the last to the first.",
            example: Builtin.Example("{{ [1, 2, 3] | reverse }}", "[3,2,1]")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            if let elements = arguments.input.elements {
                return .list(Array(elements.reversed())).tainted(if: arguments.input.isWhollyTainted)
            }
            return .text(String(try arguments.inputText().reversed())).tainted(if: arguments.input.isTainted)
        },
        Builtin(
            .filter,
            "chunk",
            [.required("size")],
            taint: .own,
            "A list of lists of so many elements; the last may have fewer.",
            example: Builtin.Example("{{ [1, 2, 3] | chunk(2) }}", "[[1,2],[3]]")
        ) { (_, arguments) throws(ExpressionError) in
            let elements = try arguments.inputList()
            guard let size = Int(exactly: try arguments.integer(0)), size > 0 else {
                throw arguments.failure("expects a `size` above 0")
            }
            let width = min(size, max(1, elements.count))
            let chunks = stride(from: 0, to: elements.count, by: width).map { start in
                ExpressionValue.list(Array(elements[start..<min(start + width, elements.count)]))
            }
            return .list(chunks).tainted(if: arguments.input.isWhollyTainted)
        },
        Builtin(
            .filter,
            "distinct",
            taint: .own,
            "The elements of a list without those that equal an earlier one.",
            example: Builtin.Example("{{ [1, 2, 1, 1.0] | distinct }}", "[1,2]")
        ) { (evaluation, arguments) throws(ExpressionError) in
            var seen: Set<DistinctKey> = []
            var kept: [ExpressionValue] = []
            for element in try arguments.inputList() {
                try evaluation.spend(1 + element.weight >> 6)
                if seen.insert(DistinctKey(element)).inserted { kept.append(element) }
            }
            return .list(kept).tainted(if: arguments.input.isWhollyTainted)
        },
        Builtin(
            .filter,
            "slice",
            [.optional("from", "0"), .optional("to")],
            taint: .own,
            "The elements of a list, or the characters of a text, from one position on and before another.",
            example: Builtin.Example("{{ 'abcdef' | slice(1, 3) }}", "bc")
        ) { (_, arguments) throws(ExpressionError) in try slice(arguments) },
        Builtin(
            .filter,
            "merge",
            [.required("items")],
            taint: .own,
            "A list with the elements of another, or a map with the members of another, which replace those of the same name.",
            example: Builtin.Example("{{ {'a': 1, 'b': 1} | merge({'b': 2}) }}", #"{"a":1,"b":2}"#)
        ) { (_, arguments) throws(ExpressionError) in
            let items = arguments[0] ?? .null
            let isTainted = arguments.input.isWhollyTainted || items.isWhollyTainted
            switch (arguments.input.bare, items.bare) {
            case (.null, let other): return other.tainted(if: isTainted)
            case (let own, .null): return own.tainted(if: isTainted)
            case (.list(let own), .list(let other)):
                return .list(own.elements + other.elements).tainted(if: isTainted)
            case (.map(let own), .map(let other)): return .map(own.members + other.members).tainted(if: isTainted)
            case (let own, let other):
                throw arguments.failure("expects two lists or two maps, found \(own.kind) and \(other.kind)")
            }
        },
        Builtin(
            .filter,
            "flatten",
            taint: .own,
            "A list in which the elements of the lists in it stand in their place.",
            example: Builtin.Example("{{ [1, [2, 3], [[4]]] | flatten }}", "[1,2,3,[4]]")
        ) { (_, arguments) throws(ExpressionError) in
            let elements = try arguments.inputList().flatMap { element in
                element.elements.map { inner in inner.map { $0.tainted(if: element.isWhollyTainted) } } ?? [element]
            }
            return .list(elements).tainted(if: arguments.input.isWhollyTainted)
        },
        Builtin(
            .filter,
            "keys",
            [],
            "The names of a map, or the positions of a list.",
            example: Builtin.Example("{{ {'a': 1, 'b': 2} | keys }}", #"["a","b"]"#)
        ) { (_, arguments) throws(ExpressionError) in
            switch arguments.input.bare {
            case .null: return .null
            case .map(let map): return .list(map.members.map { .text($0.name) })
            case .list(let list): return .list(list.elements.indices.map { .integer(Int64($0)) })
            default: throw arguments.failure("expects a map or a list, found \(arguments.input.kind)")
            }
        },
        Builtin(
            .filter,
            "values",
            taint: .own,
            "The values of a map, or the elements of a list.",
            example: Builtin.Example("{{ {'a': 1, 'b': 2} | values }}", "[1,2]")
        ) { (_, arguments) throws(ExpressionError) in
            let isTainted = arguments.input.isWhollyTainted
            switch arguments.input.bare {
            case .null: return .null
            case .map(let map): return .list(map.members.map(\.value)).tainted(if: isTainted)
            case .list: return arguments.input
            default: throw arguments.failure("expects a map or a list, found \(arguments.input.kind)")
            }
        },
    ]

    private static func end(_ arguments: Arguments, isFirst: Bool) throws(ExpressionError) -> ExpressionValue {
        if arguments.input.isNull { return .null }
        if let elements = arguments.input.elements {
            return ((isFirst ? elements.first : elements.last) ?? .null).tainted(if: arguments.input.isWhollyTainted)
        }
        let text = try arguments.inputText()
        guard let character = isFirst ? text.first : text.last else { return .null }
        return .text(String(character)).tainted(if: arguments.input.isTainted)
    }

    private static func sorted(
        _ arguments: Arguments,
        _ evaluation: Evaluation,
        isReversed: Bool
    ) throws(ExpressionError) -> ExpressionValue {
        if arguments.input.isNull { return .null }
        let elements = try arguments.inputList()
        var failure: ExpressionError?
        // Sorting a list in order by its own comparison takes no error with it, so the first is kept aside.
        let sorted = elements.sorted { first, second in
            guard failure == nil else { return false }
            do throws(ExpressionError) {
                let (left, right) = isReversed ? (second, first) : (first, second)
                if let order = try Comparison.order(left, right, in: evaluation) { return order < 0 }
                failure = arguments.failure("expects elements of one kind, found \(first.kind) and \(second.kind)")
            } catch {
                failure = error
            }
            return false
        }
        if let failure { throw failure }
        return .list(sorted).tainted(if: arguments.input.isWhollyTainted)
    }

    private static func slice(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        if arguments.input.isNull { return .null }
        func place(_ value: Int64, _ count: Int) -> Int {
            let fromEnd = value < 0 ? Int64(count).addingReportingOverflow(value).partialValue : value
            return Int(min(max(fromEnd, 0), Int64(count)))
        }
        let (from, to) = (try arguments.integer(0, default: 0), try arguments.optionalInteger(1))
        if let elements = arguments.input.elements {
            let start = place(from, elements.count)
            let end = max(start, to.map { place($0, elements.count) } ?? elements.count)
            return .list(Array(elements[start..<end])).tainted(if: arguments.input.isWhollyTainted)
        }
        let text = try arguments.inputText()
        let count = text.count
        let start = place(from, count)
        let end = max(start, to.map { place($0, count) } ?? count)
        return .text(String(text.dropFirst(start).prefix(end - start))).tainted(if: arguments.input.isTainted)
    }
}

/// A value as equality sees it, so that equal ones are found by their hash.
private enum DistinctKey: Hashable {
    case null
    case bool(Bool)
    case number(ExpressionDecimal)
    case infinite(Double)
    case text([UInt8])
    case date(ExpressionDate)
    case list([DistinctKey])
    case map([[UInt8]: DistinctKey])

    init(_ value: ExpressionValue) {
        switch value.bare {
        case .null, .tainted: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .number(ExpressionDecimal(value))
        case .double(let value): self = ExpressionDecimal(value).map { .number($0) } ?? .infinite(value)
        case .decimal(let value): self = .number(value)
        case .text(let text): self = .text(Array(text.string.utf8))
        case .date(let date): self = .date(date)
        case .list(let list): self = .list(list.elements.map { DistinctKey($0) })
        case .map(let map):
            self = .map(
                Dictionary(map.members.map { (Array($0.name.utf8), DistinctKey($0.value)) }) { first, _ in first }
            )
        }
    }
}
