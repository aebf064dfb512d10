import JSON

extension ExpressionLanguage {
    static let executionFunctions: [Builtin] = [
        Builtin(
            .function,
            "errorLogs",
            purity: .service,
            "The log lines of the tasks that failed, each with `taskId`, `timestamp`, `level` and `message`.",
            example: Builtin.Example("{{ errorLogs()[0].message }}", "it failed")
        ) { (evaluation, arguments) throws(ExpressionError) in
            try evaluation.service(\.errorLogs, for: arguments)()
        },
        Builtin(
            .function,
            "tasksWithState",
            [.required("state")],
            purity: .service,
            "The task runs of the execution that are in a state.",
            example: Builtin.Example("{{ tasksWithState('FAILED')[0].taskId }}", "first")
        ) { (evaluation, arguments) throws(ExpressionError) in
            try evaluation.service(\.tasksWithState, for: arguments)(try arguments.text(0))
        },
        Builtin(
            .function,
            "currentEachOutput",
            [.required("outputs")],
            taint: .own,
            "The output of a sibling task in the same turns of the loops around.",
            example: Builtin.Example(
                "{{ currentEachOutput(outputs.inner).value }}",
                "ok",
                context: """
                    {"outputs": {"inner": {"a": {"b": {"value": "ok"}}}}, "taskrun": {"value": "b"},
                     "parents": [{"taskrun": {"value": "a"}}]}
                    """
            )
        ) { (evaluation, arguments) throws(ExpressionError) in try currentOutput(arguments, evaluation) },
        loopFunction(
            "iterationOutput",
            [.required("task"), .optional("iteration")],
            "The outputs of one iteration of a loop, of this one if none is named."
        ),
        loopFunction("iterationOutputs", [.required("task")], "The outputs of all iterations of a loop, as a list."),
        loopFunction("loopOutputs", [.required("task")], "The outputs that a loop declares, as a list."),
        loopFunction(
            "parentOutput",
            [.required("task")],
            "The outputs of a task of the execution that runs this loop."
        ),
        Builtin(
            .function,
            "subflow",
            [.required("namespace"), .required("flowId"), .optional("inputs")],
            takesRest: true,
            purity: .service,
            "Runs a flow, waits for it, and gives its outputs; for the options of select inputs.",
            example: Builtin.Example("{{ subflow('company.team', 'options').values }}", #"["a","b"]"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            try evaluation.service(\.subflow, for: arguments)(arguments.named)
        },
        Builtin(
            .function,
            "appLink",
            [.optional("appId"), .optional("baseUrl")],
            takesRest: true,
            purity: .service,
            "The address of an app.",
            example: Builtin.Example("{{ appLink('orders') }}", "https://example.test/apps/orders")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .text(try evaluation.service(\.appLink, for: arguments)(arguments.named))
        },
    ]

    private static func loopFunction(_ name: String, _ parameters: [Builtin.Parameter], _ summary: String) -> Builtin {
        Builtin(
            .function,
            name,
            parameters,
            purity: .service,
            summary,
            example: Builtin.Example("{{ \(name)('loop').value }}", "\(name) of loop")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let request = ExpressionRequest.LoopOutputs(
                function: name,
                task: try arguments.optionalText(0),
                iteration: try arguments.optionalText(1)
            )
            return try evaluation.service(\.loopOutputs, for: arguments)(request)
        }
    }

    /// Goes from the outputs of a task down by the values of the loops around, the outermost first.
    private static func currentOutput(
        _ arguments: Arguments,
        _ evaluation: Evaluation
    ) throws(ExpressionError) -> ExpressionValue {
        var values: [ExpressionValue] = []
        let parents = try evaluation.context.value(of: "parents")?.elements ?? []
        for parent in parents.reversed() {
            if let value = parent.member("taskrun")?.member("value"), !value.isNull { values.append(value) }
        }
        if let value = try evaluation.context.value(of: "taskrun", member: "value"), !value.isNull {
            values.append(value)
        }
        var output = arguments[0] ?? .null
        for value in values {
            let name = try evaluation.text(of: value).string
            guard let next = output.member(name) else {
                throw ExpressionError(
                    .undefined,
                    "\(arguments.builtin.title) finds no output of `\(value.isTainted ? "******" : name.excerpt)`",
                    name: arguments.builtin.name
                )
            }
            output = next
        }
        return output
    }
}
