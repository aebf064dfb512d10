import JSON

extension PluginGroup {
    /// Conditions of triggers, in the manner of old versions.
    static let condition = group(
        "condition",
        "Conditions",
        "What must hold for a trigger to fire, in the manner of old versions.",
        times + executions + combinations
    )

    private static let times: [PluginType] = [
        .condition(
            "DateTimeBetween",
            "The time is between two.",
            properties: [
                date, .dynamic("after", .dateTime, "The time is after this."),
                .dynamic("before", .dateTime, "The time is before this."),
            ]
        ),
        .condition(
            "TimeBetween",
            "The time of day is between two.",
            properties: [
                date, .dynamic("after", .text, "The time is after this."),
                .dynamic("before", .text, "The time is before this."),
            ]
        ),
        .condition(
            "DayWeek",
            "It is a day of the week.",
            properties: [date, .dynamic("dayOfWeek", .choice(Property.weekdays), "The day.", required: true)]
        ),
        .condition(
            "DayWeekInMonth",
            "It is the first, second, third, fourth or last such day of the month.",
            properties: [
                date, .dynamic("dayOfWeek", .choice(Property.weekdays), "The day.", required: true),
                .dynamic(
                    "dayInMonth",
                    .choice(["FIRST", "SECOND", "THIRD", "FOURTH", "LAST"]),
                    "Which one.",
                    required: true
                ),
            ]
        ),
        .condition("Weekend", "It is Saturday or Sunday.", properties: [date]),
        .condition(
            "PublicHoliday",
            "It is a public holiday.",
            properties: [
                date, .dynamic("country", .text, "The country, as two letters."),
                .dynamic("subDivision", .text, "The part of the country."),
            ]
        ),
    ]

    private static let executions: [PluginType] = [
        .condition(
            "ExecutionFlow",
            "The execution is of a flow.",
            properties: [
                .fixed("namespace", .text, "The namespace of the flow.", required: true),
                .fixed("flowId", .text, "The flow.", required: true),
            ]
        ),
        .condition(
            "ExecutionNamespace",
            "The execution is of a flow of a namespace.",
            properties: [
                .dynamic("namespace", .text, "The namespace.", required: true),
                .dynamic("prefix", .boolean, "Whether namespaces that begin so are meant as well."),
                .dynamic("comparison", .choice(["EQUALS", "PREFIX", "SUFFIX"]), "How it is compared."),
            ]
        ),
        .condition(
            "ExecutionLabels",
            "The execution has labels.",
            properties: [.dynamic("labels", .labels, "The labels.", required: true)]
        ),
        .condition(
            "ExecutionOutputs",
            "What the execution gave back fulfils a condition.",
            properties: [.dynamic("expression", .condition, "The condition.", required: true)]
        ),
        .condition(
            "ExecutionStatus",
            "The execution is in a state, and in none of others.",
            properties: [
                .dynamic("in", .list(.choice(Property.stateNames)), "The states it is in."),
                .dynamic("notIn", .list(.choice(Property.stateNames)), "The states it is not in."),
            ]
        ),
        .condition(
            "FlowCondition",
            "The flow is one.",
            properties: [
                .fixed("namespace", .text, "The namespace of the flow.", required: true),
                .fixed("flowId", .text, "The flow.", required: true),
            ]
        ),
        .condition(
            "FlowNamespaceCondition",
            "The flow is of a namespace.",
            properties: [
                .fixed("namespace", .text, "The namespace.", required: true),
                .fixed("prefix", .boolean, "Whether namespaces that begin so are meant as well.", default: false),
            ]
        ),
        .condition(
            "HasRetryAttempt",
            "A task of the execution has been tried again.",
            properties: [
                .dynamic("in", .list(.choice(Property.stateNames)), "The states the attempt is in."),
                .dynamic("notIn", .list(.choice(Property.stateNames)), "The states it is not in."),
            ]
        ),
    ]

    private static let combinations: [PluginType] = [
        .condition(
            "Expression",
            "A template renders to something else than nothing, `false` or a zero.",
            properties: [.dynamic("expression", .condition, "The template.", required: true)]
        ),
        .condition(
            "MultipleCondition",
            "Each of several conditions has held for some execution within a time.",
            properties: [
                .fixed("id", .text, "The name by which what has held is remembered.", required: true),
                .fixed("window", .duration, "How long the time is."),
                .fixed("windowAdvance", .duration, "How long after midnight the first begins."),
                .fixed("timeWindow", .map(.any), "The time within which they must hold."),
                .fixed(
                    "resetOnSuccess",
                    .boolean,
                    "Whether what has held is forgotten once an execution has begun.",
                    default: true
                ),
                .fixed("conditions", .namedConditions, "The conditions by name.", required: true),
            ]
        ),
        .condition(
            "Not",
            "None of several conditions holds.",
            properties: [.fixed("conditions", .conditions, "The conditions.", required: true)]
        ),
        .condition(
            "Or",
            "One of several conditions holds.",
            properties: [.fixed("conditions", .conditions, "The conditions.", required: true)]
        ),
    ]

    private static let date = Property.dynamic(
        "date",
        .text,
        "The time that is looked at; that of the trigger if it is left out."
    )
}
