import JSON

extension PluginGroup {
    /// Occasions on which executions begin.
    static let trigger = group(
        "trigger",
        "Triggers",
        "Occasions on which executions begin.",
        [
            .trigger(
                "trigger.Schedule",
                .schedule,
                "Begins executions at the times of a cron expression.",
                properties: [
                    .fixed(
                        "cron",
                        .cron,
                        "The times: five fields, or one of `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`.",
                        required: true
                    ),
                    .fixed(
                        "withSeconds",
                        .boolean,
                        "Whether the expression has a sixth field, of seconds, in front.",
                        default: false
                    ),
                    .fixed("timezone", .timeZone, "The time zone of the times; that of the server if it is left out."),
                    recovery,
                    .fixed("lateMaximumDelay", .duration, "How late an execution may begin; a later one is left out."),
                    .fixed("scheduleConditions", .conditions, "What must hold at the time.", replacedBy: "when"),
                ],
                outputs: [
                    .fixed("date", .dateTime, "The time."), .fixed("next", .dateTime, "The time after it."),
                    .fixed("previous", .dateTime, "The time before it."),
                ],
                formerly: ["io.kestra.core.models.triggers.types.Schedule"],
                example: """
                    id: schedule
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ trigger.date }}"
                    triggers:
                      - id: workdays
                        type: io.kestra.plugin.core.trigger.Schedule
                        cron: "30 7 * * MON-FRI"
                        timezone: Europe/Berlin
                        recoverMissedSchedules: LAST
                    """
            ),
            .trigger(
                "trigger.ScheduleOnDates",
                .schedule,
                "Begins executions at times that are listed.",
                properties: [
                    .fixed("dates", .list(.dateTime, atLeast: 1), "The times.", required: true),
                    .fixed("timezone", .timeZone, "The time zone of times that have none."),
                    recovery,
                ],
                outputs: [
                    .fixed("date", .dateTime, "The time."), .fixed("next", .dateTime, "The time after it."),
                    .fixed("previous", .dateTime, "The time before it."),
                ],
                formerly: ["io.kestra.core.models.triggers.types.ScheduleOnDates"],
                example: """
                    id: schedule_on_dates
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ trigger.date }}"
                    triggers:
                      - id: releases
                        type: io.kestra.plugin.core.trigger.ScheduleOnDates
                        dates: ["2030-01-01T00:00:00Z", "2030-07-01T00:00:00Z"]
                    """
            ),
            .trigger(
                "trigger.Flow",
                .flow,
                "Begins an execution when executions of other flows have ended.",
                "Without `dependsOn`, any execution that has ended is looked at.",
                properties: [
                    .fixed("dependsOn", .list(.object(upstream)), "The executions that are waited for."),
                    .fixed(
                        "mode",
                        .choice(["ALL", "ANY", "AT_LEAST"]),
                        "How many of them must have ended.",
                        default: "ALL"
                    ),
                    .fixed("minSatisfied", .integer(1...1000), "How many, if `mode` is `AT_LEAST`."),
                    .fixed("window", .object(window), "The time within which they must have ended."),
                    .fixed("timezone", .timeZone, "The time zone of the window."),
                    .fixed("fireOnce", .boolean, "Whether there is one execution a window at most.", default: true),
                    .fixed(
                        "onMiss",
                        .object([
                            .fixed(
                                "behavior",
                                .choice(["IGNORE", "FAIL", "EXECUTE"]),
                                "What happens.",
                                default: "IGNORE"
                            ),
                            .dynamic("labels", .labels, "The labels of the execution that is made."),
                        ]),
                        "What happens if they have not ended within the window."
                    ),
                    .fixed(
                        "preconditions",
                        .object(preconditions),
                        "The executions that are waited for, in the manner of old versions.",
                        replacedBy: "dependsOn"
                    ),
                    .fixed(
                        "states",
                        .list(.choice(Property.stateNames)),
                        "The states that are looked at.",
                        replacedBy: "dependsOn"
                    ),
                ],
                outputs: [
                    .fixed("executionId", .text, "The execution that ended."),
                    .fixed("namespace", .text, "The namespace of its flow."), .fixed("flowId", .text, "Its flow."),
                    .fixed("flowRevision", .integer(), "The revision of its flow."),
                    .fixed("outputs", .map(.any), "What the executions gave back, by flow."),
                ],
                formerly: ["io.kestra.core.models.triggers.types.Flow"],
                example: """
                    id: flow_trigger
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ trigger.executionId }}"
                    triggers:
                      - id: both
                        type: io.kestra.plugin.core.trigger.Flow
                        mode: ALL
                        dependsOn:
                          - id: orders
                            namespace: company.team
                            flowId: orders
                            states: [SUCCESS]
                          - id: stock
                            namespace: company.team
                            flowId: stock
                        window:
                          deadline: "09:00:00"
                    """
            ),
            .trigger(
                "trigger.Webhook",
                .webhook,
                "Begins an execution when a request comes in.",
                properties: [
                    .dynamic("key", .text, "The last part of the URL, which nobody else should know.", required: true),
                    .fixed(
                        "wait",
                        .boolean,
                        "Whether the answer is held back until the execution has ended.",
                        default: false
                    ),
                    .fixed(
                        "returnOutputs",
                        .boolean,
                        "Whether the answer is what the execution gave back.",
                        default: false
                    ),
                    .dynamic("responseContentType", .text, "What the answer is."),
                    .dynamic("responseCode", .integer(200...599), "The status of the answer.", default: 200),
                ],
                outputs: [
                    .fixed("body", .any, "The body of the request."),
                    .fixed("headers", .map(.list(.text)), "The fields of the request."),
                    .fixed("parameters", .map(.list(.text)), "The query of the request."),
                ],
                formerly: ["io.kestra.core.models.triggers.types.Webhook"],
                example: """
                    id: webhook
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ trigger.body }}"
                    triggers:
                      - id: hook
                        type: io.kestra.plugin.core.trigger.Webhook
                        key: "{{ secret('HOOK_KEY') }}"
                        wait: true
                    """
            ),
            .trigger(
                "trigger.McpToolTrigger",
                .tool,
                "Makes the flow a tool that models can call.",
                properties: [
                    .fixed("toolName", .text, "The name of the tool; that of the flow if it is left out."),
                    .fixed("toolDescription", .text, "What the tool does."),
                    .fixed(
                        "wait",
                        .boolean,
                        "Whether the answer is held back until the execution has ended.",
                        default: true
                    ),
                ],
                example: """
                    id: tool
                    namespace: company.team
                    inputs:
                      - id: city
                        type: STRING
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ inputs.city }}"
                    triggers:
                      - id: tool
                        type: io.kestra.plugin.core.trigger.McpToolTrigger
                        toolDescription: tells of a city
                    """
            ),
            .task(
                "trigger.Toggle",
                "Puts a trigger into or out of use.",
                properties: [
                    .dynamic("namespace", .text, "The namespace of its flow; that of this one if it is left out."),
                    .dynamic("flowId", .text, "Its flow; this one if it is left out."),
                    .dynamic("trigger", .text, "The trigger.", required: true),
                    .dynamic("enabled", .boolean, "Whether it is in use.", default: false),
                ],
                formerly: [".trigger.Toggle"],
                replacedBy: ""
            ),
        ]
    )

    private static let recovery = Property.fixed(
        "recoverMissedSchedules",
        .choice(["ALL", "LAST", "NONE"]),
        "Which of the times that have passed unnoticed are made up for.",
        default: "ALL"
    )

    /// An execution that a trigger waits for.
    private static let upstream: [Property] = [
        .fixed("id", .text, "The name by which it is known."),
        .fixed("namespace", .text, "The namespace of its flow."),
        .fixed("flowId", .text, "Its flow; any of the namespace if it is left out."),
        .fixed("states", .list(.choice(Property.stateNames)), "How it ended; in any way if it is left out."),
        .fixed("labels", .labels, "The labels it has."),
        .dynamic("when", .condition, "What it must fulfil."),
    ]

    private static let window: [Property] = [
        .fixed("deadline", .text, "Until a time of each day."),
        .fixed("from", .text, "From a time of each day."),
        .fixed("to", .text, "To a time of each day."),
        .fixed("every", .duration, "For as long, again and again."),
        .fixed("offset", .duration, "How long after midnight the first begins."),
        .fixed("lookback", .duration, "For as long before now."),
    ]

    private static let filter: [Property] = [
        .fixed(
            "field",
            .choice(["FLOW_ID", "NAMESPACE", "STATE", "EXPRESSION"]),
            "What is looked at.",
            required: true
        ),
        .fixed(
            "type",
            .choice([
                "EQUAL_TO", "NOT_EQUAL_TO", "IN", "NOT_IN", "IS_TRUE", "IS_FALSE", "IS_NULL", "IS_NOT_NULL",
                "STARTS_WITH", "ENDS_WITH", "REGEX", "CONTAINS",
            ]),
            "How it is compared.",
            required: true
        ),
        .dynamic("value", .text, "What it is compared with."),
        .dynamic("values", .list(.text), "What it is compared with."),
    ]

    private static let preconditions: [Property] = [
        .fixed("id", .text, "The name by which what has ended is remembered.", required: true),
        .fixed("flows", .list(.object(upstream)), "The executions that are waited for."),
        .fixed(
            "where",
            .list(
                .object([
                    .fixed("id", .text, "The name of the condition.", required: true),
                    .fixed("filters", .list(.object(filter), atLeast: 1), "What must hold.", required: true),
                    .fixed("operand", .choice(["AND", "OR"]), "Whether all or one of them must hold.", default: "AND"),
                ])
            ),
            "Conditions that executions must fulfil."
        ),
        .fixed(
            "timeWindow",
            .object([
                .fixed(
                    "type",
                    .choice(["DURATION_WINDOW", "DAILY_TIME_DEADLINE", "DAILY_TIME_WINDOW", "SLIDING_WINDOW"]),
                    "What the time is.",
                    default: "DURATION_WINDOW"
                ),
                .fixed("deadline", .text, "Until a time of each day."),
                .fixed("window", .duration, "How long it is."),
                .fixed("windowAdvance", .duration, "How long after midnight the first begins."),
                .fixed("startTime", .text, "From a time of each day."),
                .fixed("endTime", .text, "To a time of each day."),
            ]),
            "The time within which they must have ended."
        ),
        .fixed(
            "resetOnSuccess",
            .boolean,
            "Whether what has ended is forgotten once an execution has begun.",
            default: true
        ),
    ]
}
