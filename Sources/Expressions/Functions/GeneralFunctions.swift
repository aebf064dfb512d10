extension ExpressionLanguage {
    static let generalFunctions: [Builtin] = [
        Builtin(
            .function,
            "now",
            [.optional("timeZone", "'UTC'")],
            purity: .service,
            "The time, as a date in the zone.",
            example: Builtin.Example("{{ now() | date('yyyy-MM-dd') }}", "2026-11-29")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let now = try evaluation.service(\.now, for: arguments)()
            return .date(now.told(in: try TimeZones.shared.zone(try arguments.text(0, default: "UTC"))))
        },
        Builtin(
            .function,
            "range",
            [.required("start"), .required("end"), .optional("step", "1")],
            taint: .own,
            "Whole numbers or characters from one to another, both included.",
            example: Builtin.Example("{{ range(1, 7, 2) }}", "[1,3,5,7]")
        ) { (evaluation, arguments) throws(ExpressionError) in
            try Ranges.range(arguments[0] ?? .null, arguments[1] ?? .null, step: arguments[2], in: evaluation)
        },
        Builtin(
            .function,
            "min",
            takesRest: true,
            "The least of numbers, texts or dates; a single list is gone through.",
            example: Builtin.Example("{{ min(3, 1.5, 2) }}", "1.5")
        ) { (evaluation, arguments) throws(ExpressionError) in try extreme(-1, arguments, evaluation) },
        Builtin(
            .function,
            "max",
            takesRest: true,
            "The greatest of numbers, texts or dates; a single list is gone through.",
            example: Builtin.Example("{{ max([3, 10, 2]) }}", "10")
        ) { (evaluation, arguments) throws(ExpressionError) in try extreme(1, arguments, evaluation) },
        Builtin(
            .function,
            "render",
            [.required("toRender"), .optional("recursive", "true")],
            taint: .own,
            "Renders a text, or each text of a list or map, as a template, until nothing is left to render.",
            example: Builtin.Example(
                "{{ render(vars.greeting) }}",
                "Hello Ada",
                context:
                    #"{"vars": {"greeting": "Hello {{ vars.name }}", "name": "{{ inputs.name }}"}, "inputs": {"name": "Ada"}}"#
            )
        ) { (evaluation, arguments) throws(ExpressionError) in
            try rendered(arguments[0] ?? .null, isRecursive: arguments.bool(1, default: true), evaluation)
        },
        Builtin(
            .function,
            "renderOnce",
            [.required("toRender")],
            taint: .own,
            "Renders a text, or each text of a list or map, as a template, once.",
            example: Builtin.Example(
                "{{ renderOnce(vars.a) }}",
                "{{ vars.b }}",
                context: #"{"vars": {"a": "{{ vars.c }}", "b": 1, "c": "{{ vars.b }}"}}"#
            )
        ) { (evaluation, arguments) throws(ExpressionError) in
            try rendered(arguments[0] ?? .null, isRecursive: false, evaluation)
        },
        Builtin(
            .function,
            "fetchContext",
            taint: .own,
            "Everything that names stand for, as a map.",
            example: Builtin.Example("{{ fetchContext() }}", #"{"a":1}"#, context: #"{"a": 1}"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            var members: [ExpressionMap.Member] = []
            for name in evaluation.context.names {
                if let value = try evaluation.context.value(of: name) { members.append((name, value)) }
            }
            return .map(members)
        },
        Builtin(
            .function,
            "http",
            [
                .required("uri"), .optional("method", "'GET'"), .optional("query"), .optional("body"),
                .optional("contentType"), .optional("headers"),
            ],
            takesRest: true,
            purity: .service,
            "Sends a request, and gives the body of the answer, read by its type.",
            example: Builtin.Example("{{ http('https://example.test/status').ok }}", "true")
        ) { (evaluation, arguments) throws(ExpressionError) in
            try evaluation.service(\.http, for: arguments)(arguments.named)
        },
        Builtin(
            .function,
            "block",
            [.required("name")],
            taint: .own,
            "Renders a block of this template once more.",
            example: Builtin.Example("{% block 'b' %}x{% endblock %}{{ block('b') }}", "xx")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .text(try evaluation.block(try arguments.text(0)))
        },
        Builtin(
            .function,
            "parent",
            [],
            "The block that this one stands for in a template it inherits from; templates do not inherit, so it is empty.",
            example: Builtin.Example("{% block 'b' %}x{{ parent() }}{% endblock %}", "x")
        ) { _, _ in .text("") },
    ]

    /// The least (-1) or greatest (1) of the arguments.
    private static func extreme(
        _ sign: Int,
        _ arguments: Arguments,
        _ evaluation: Evaluation
    ) throws(ExpressionError) -> ExpressionValue {
        var values = arguments.rest.map(\.value)
        if values.count == 1, let elements = values[0].elements { values = elements }
        guard var best = values.first else { throw arguments.failure("expects at least one value") }
        for value in values.dropFirst() {
            guard let order = try Comparison.order(value, best, in: evaluation) else {
                throw arguments.failure(
                    "expects numbers, texts or dates of one kind, found \(best.kind) and \(value.kind)"
                )
            }
            if order * sign > 0 { best = value }
        }
        return best
    }

    /// Renders every text of a value.
    private static func rendered(
        _ value: ExpressionValue,
        isRecursive: Bool,
        _ evaluation: Evaluation
    ) throws(ExpressionError) -> ExpressionValue {
        switch value {
        case .text(let text):
            guard !ExpressionTemplate.isPlain(text.string) else { return value }
            let result = try evaluation.nested(text.string, isRecursive: isRecursive)
            // A template that is part of a secret makes what it renders one.
            return .text(result).tainted(if: text.isTainted)
        case .list(let list):
            var elements: [ExpressionValue] = []
            for element in list.elements {
                elements.append(try rendered(element, isRecursive: isRecursive, evaluation))
            }
            return .list(elements)
        case .map(let map):
            var members: [ExpressionMap.Member] = []
            for (name, member) in map.members {
                members.append((name, try rendered(member, isRecursive: isRecursive, evaluation)))
            }
            return .map(members)
        case .tainted(let inner):
            return try rendered(inner, isRecursive: isRecursive, evaluation).tainted
        default:
            return value
        }
    }
}

extension Evaluation {
    /// A service that a function needs.
    ///
    /// - Throws: `ExpressionError` if it is not there.
    func service<Service>(
        _ path: KeyPath<ExpressionServices, Service?>,
        for arguments: Arguments
    ) throws(ExpressionError) -> Service {
        guard let service = services[keyPath: path] else {
            throw arguments.failure("is not available here", kind: .unavailable)
        }
        // What is outside costs more than what is computed.
        try spend(256)
        return service
    }
}

extension Arguments {
    /// All arguments that were given, by their names.
    var named: ExpressionMap {
        var members: [ExpressionMap.Member] = []
        for (parameter, value) in zip(builtin.parameters, values) {
            if let value { members.append((parameter.name, value)) }
        }
        for (index, argument) in rest.enumerated() {
            members.append((argument.name ?? String(builtin.parameters.count + index), argument.value))
        }
        return ExpressionMap(members)
    }
}
