extension ExpressionLanguage {
    static let documentFunctions: [Builtin] = [
        Builtin(
            .function,
            "fromJson",
            [.required("json")],
            "Reads JSON.",
            example: Builtin.Example(#"{{ fromJson('{"a": [1, 2]}').a[1] }}"#, "2")
        ) { (evaluation, arguments) throws(ExpressionError) in try fromJSON(arguments, evaluation) },
        Builtin(
            .function,
            "json",
            [.required("json")],
            deprecation: "`json()` is `fromJson()`",
            "Reads JSON.",
            example: Builtin.Example("{{ json('[1]')[0] }}", "1")
        ) { (evaluation, arguments) throws(ExpressionError) in try fromJSON(arguments, evaluation) },
        Builtin(
            .function,
            "fromIon",
            [.required("ion"), .optional("allRows", "false")],
            "Reads Amazon Ion as text: the first value, or the list of all.",
            example: Builtin.Example("{{ fromIon('{a: 1} {a: 2}', allRows=true)[1].a }}", "2")
        ) { (evaluation, arguments) throws(ExpressionError) in
            guard let text = arguments[0] else { return .null }
            guard let text = text.string else { throw arguments.failure("expects a text, found \(text.kind)") }
            try evaluation.spend(1 + text.utf8.count >> 4)
            let values = try IonReader.values(text, all: arguments.bool(1, default: false))
            return arguments.bool(1, default: false) ? .list(values) : values.first ?? .null
        },
        Builtin(
            .function,
            "yaml",
            [.required("yaml")],
            purity: .service,
            "Reads YAML.",
            example: Builtin.Example("{{ yaml('a: 1').a }}", "1")
        ) { (evaluation, arguments) throws(ExpressionError) in
            guard arguments[0] != nil else { return .null }
            return try evaluation.service(\.yaml, for: arguments)(try arguments.text(0))
        },
    ]

    private static func fromJSON(_ arguments: Arguments, _ evaluation: Evaluation) throws(ExpressionError)
        -> ExpressionValue
    {
        guard let value = arguments[0] else { return .null }
        // What is a document already is left as it is: steps hand on either.
        guard let text = value.string else { return value }
        try evaluation.spend(1 + text.utf8.count >> 4)
        return try Documents.json(text)
    }

    static let documentFilters: [Builtin] = [
        Builtin(
            .filter,
            "toJson",
            taint: .own,
            "The value as JSON.",
            example: Builtin.Example("{{ [1, 'a', null] | toJson }}", #"[1,"a",null]"#)
        ) { (evaluation, arguments) throws(ExpressionError) in try toJSON(arguments, evaluation) },
        Builtin(
            .filter,
            "json",
            taint: .own,
            deprecation: "`json` is `toJson`",
            "The value as JSON.",
            example: Builtin.Example("{{ {'a': 1} | json }}", #"{"a":1}"#)
        ) { (evaluation, arguments) throws(ExpressionError) in try toJSON(arguments, evaluation) },
        Builtin(
            .filter,
            "toIon",
            [],
            "The value as Amazon Ion in text.",
            example: Builtin.Example("{{ {'a': 1, 'b c': 'x'} | toIon }}", #"{a:1,'b c':"x"}"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            var writer = IonWriter(limit: evaluation.limits.maximumOutputBytes)
            try writer.append(arguments.input)
            return .text(writer.text)
        },
        Builtin(
            .filter,
            "jq",
            [.required("expression")],
            purity: .service,
            "Runs a jq program: the list of its results, also where there is one.",
            example: Builtin.Example("{{ [{'a': 1}, {'a': 2}] | jq('.[].a') }}", "[1,2]")
        ) { (evaluation, arguments) throws(ExpressionError) in
            var input = arguments.input
            // A text may be a document.
            if let text = input.string, let first = text.utf8.first(where: { !$0.isSpace }), "{[".utf8.contains(first) {
                input = try Documents.json(text)
            }
            let service = try evaluation.service(\.jq, for: arguments)
            return .list(try JQ.run(try arguments.text(0), on: input, by: service, in: evaluation))
        },
    ]

    private static func toJSON(_ arguments: Arguments, _ evaluation: Evaluation) throws(ExpressionError)
        -> ExpressionValue
    {
        var writer = TextWriter(limit: evaluation.limits.maximumOutputBytes)
        try writer.append(json: arguments.input)
        return .text(writer.text)
    }
}
