import JSON

/// What all tasks, all triggers and all flows can be given; the reader takes these apart by itself.
extension Property {
    /// What every task can be given.
    package static let ofTasks: [Property] = [
        .fixed("id", .text, "Names the task within its flow, also in templates: \(FlowTask.ID.form).", required: true),
        .fixed("type", .text, "The type.", required: true),
        .fixed("version", .text, "The version of the type."),
        .fixed("description", .text, "What the task is for, as Markdown."),
        .dynamic(
            "when",
            .condition,
            "What must hold for the task to run; otherwise it is skipped.",
            formerly: ["runIf"]
        ),
        .fixed("disabled", .boolean, "Whether the task is left out.", default: false),
        .dynamic("timeout", .duration, "How long an attempt may take; a longer one fails."),
        .fixed("retry", .object(retry), "What happens when an attempt has failed."),
        .fixed(
            "allowFailure",
            .boolean,
            "Whether what contains the task goes on when it has failed, with a warning.",
            default: false
        ),
        .fixed("allowWarning", .boolean, "Whether a warning counts as success.", default: false),
        .fixed("logLevel", .choice(levelNames), "The least level of what is kept of its log.", default: "TRACE"),
        .fixed("logToFile", .boolean, "Whether its log is kept as a file.", default: false),
        workerSelector, policyRefs,
        .fixed(
            "taskCache",
            .object([
                .fixed("enabled", .boolean, "Whether a former success is taken for a new run.", required: true),
                .fixed("ttl", .duration, "How long after the success; any time if it is left out."),
            ]),
            "Whether the task is not run again if the same task, rendered to the same, has succeeded."
        ),
        assets,
    ]

    /// What every trigger can be given.
    package static let ofTriggers: [Property] = [
        .fixed("id", .text, "Names the trigger within its flow: \(FlowTask.ID.form).", required: true),
        .fixed("type", .text, "The type.", required: true),
        .fixed("version", .text, "The version of the type."),
        .fixed("description", .text, "What the trigger is for, as Markdown."),
        .dynamic("when", .condition, "What must hold for an execution to begin."),
        .fixed("conditions", .conditions, "What must hold as well.", replacedBy: "when"),
        .fixed("disabled", .boolean, "Whether the trigger never fires.", default: false),
        .dynamic("inputs", .map(.any), "The inputs of the executions."),
        .dynamic("labels", .labels, "The labels of the executions."),
        .fixed("stopAfter", .list(.choice(stateNames)), "The states of an execution that put the trigger out of use."),
        .fixed(
            "allowConcurrent",
            .boolean,
            "Whether an execution may begin while the one before runs.",
            default: false
        ),
        .fixed(
            "failOnTriggerError",
            .boolean,
            "Whether an evaluation that failed makes an execution that failed.",
            default: false
        ),
        workerSelector,
        .fixed("logLevel", .choice(levelNames), "The least level of what is kept of its log."),
        .fixed("logToFile", .boolean, "Whether its log is kept as a file.", default: false),
        policyRefs, assets,
    ]

    /// What a flow can be given.
    package static let ofFlows: [Property] = [
        .fixed("id", .text, "Names the flow within its namespace: \(Flow.ID.form).", required: true),
        .fixed("namespace", .text, "The namespace; a dot leads to one below.", required: true),
        .fixed("revision", .integer(1...Int64(Int32.max)), "The revision; the server counts on its own."),
        .fixed("description", .text, "What the flow is for, as Markdown."),
        .fixed("labels", .labels, "What the flow is found by; its executions have the same."),
        .fixed("inputs", .inputs, "What an execution is given."),
        .fixed("outputs", .list(.any), "What an execution gives back."),
        .dynamic("variables", .map(.any), "Values that templates name as `vars`; `render()` renders them."),
        .fixed("tasks", .tasks(.tasks), "What an execution does.", required: true),
        .fixed("errors", .tasks(.errors), "What it does once one of the tasks has failed."),
        .fixed("finally", .tasks(.finally), "What it does in the end, whether or not one has failed."),
        .fixed(
            "afterExecution",
            .tasks(.afterExecution),
            "What is done once it has ended, which changes nothing of how it ended."
        ),
        .fixed("triggers", .list(.any), "The occasions on which executions begin."),
        .fixed("concurrency", .object(concurrency), "How many executions run at a time."),
        .fixed("quotas", .list(.object(quota)), "How many executions begin within a time."),
        .fixed("retry", .object(retry), "What happens to an execution that failed."),
        .fixed("sla", .list(.object(serviceLevel)), "What is promised of an execution."),
        .fixed("checks", .list(.object(check)), "What must hold before an execution is made."),
        policyRefs, workerSelector,
        .fixed("disabled", .boolean, "Whether no execution may begin.", default: false),
        .fixed("draft", .boolean, "Whether this revision is only kept and not executed.", default: false),
        .fixed("listeners", .list(.any), "What is done at each change of state.", replacedBy: "afterExecution"),
        .fixed(
            "pluginDefaults",
            .list(.object(defaults)),
            "What tasks of a type are given.",
            formerly: ["taskDefaults"],
            replacedBy: ""
        ),
    ]

    package static let retry: [Property] = [
        .fixed(
            "type",
            .choice(["constant", "exponential", "random"]),
            "How long is waited: as long each time, longer each time, or anything between two.",
            required: true
        ),
        .fixed("interval", .duration, "How long, for `constant` and, at first, for `exponential`."),
        .fixed("maxInterval", .duration, "How long at most, for `exponential` and `random`."),
        .fixed("delayFactor", .number, "How many times longer each time, for `exponential`.", default: 2),
        .fixed("minInterval", .duration, "How long at least, for `random`."),
        .fixed(
            "maxAttempts",
            .integer(1...Int64(Int32.max)),
            "How many attempts there are, the first one counted.",
            formerly: ["maxAttempt"]
        ),
        .fixed("maxDuration", .duration, "How long all attempts together may take."),
        .fixed("warningOnRetry", .boolean, "Whether success after the first attempt is a warning.", default: false),
        .fixed(
            "behavior",
            .choice(RetryPolicy.Behavior.allCases.map(\.rawValue)),
            "What is tried again.",
            default: "RETRY_FAILED_TASK"
        ),
    ]

    package static let concurrency: [Property] = [
        .fixed("limit", .integer(1...Int64(Int32.max)), "How many run or are paused at a time.", required: true),
        .fixed(
            "behavior",
            .choice(FlowConcurrency.Behavior.allCases.map(\.rawValue)),
            "What becomes of one beyond the limit.",
            default: "QUEUE"
        ),
    ]

    package static let quota: [Property] = [
        .fixed("duration", .duration, "The time within which executions are counted.", required: true),
        .fixed("limit", .integer(0...Int64.max), "How many begin within it.", required: true),
        .fixed(
            "behavior",
            .choice(FlowQuota.Behavior.allCases.map(\.rawValue)),
            "What becomes of one beyond the limit.",
            default: "FAIL"
        ),
    ]

    package static let serviceLevel: [Property] = [
        .fixed("id", .text, "Names the promise.", required: true),
        .fixed(
            "type",
            .choice(["MAX_DURATION", "EXECUTION_ASSERTION"]),
            "What is promised: that it takes no longer, or that something holds.",
            required: true
        ),
        .fixed("duration", .duration, "How long it takes at most, for `MAX_DURATION`."),
        .dynamic("assert", .condition, "What holds, for `EXECUTION_ASSERTION`."),
        .fixed(
            "behavior",
            .choice(ServiceLevel.Behavior.allCases.map(\.rawValue)),
            "What becomes of an execution that breaks it.",
            required: true
        ),
        .fixed("labels", .labels, "The labels that such an execution gets."),
    ]

    package static let check: [Property] = [
        .dynamic("when", .condition, "What must hold.", required: true, formerly: ["condition"]),
        .dynamic("message", .text, "What is said if it does not.", required: true),
        .fixed("style", .choice(FlowCheck.Style.allCases.map(\.rawValue)), "How that is shown.", default: "INFO"),
        .fixed(
            "behavior",
            .choice(FlowCheck.Behavior.allCases.map(\.rawValue)),
            "What becomes of the execution.",
            default: "BLOCK_EXECUTION"
        ),
    ]

    private static let defaults: [Property] = [
        .fixed("type", .text, "The type, or what the names of types begin with.", required: true),
        .fixed("forced", .boolean, "Whether it overrides what a task says.", default: false),
        .fixed("values", .map(.any), "The properties."),
    ]

    static let policyRefs = fixed(
        "policyRefs",
        .list(.text),
        "The policies to be held to, beside those that always apply."
    )

    static let workerSelector = fixed("workerSelector", .object(selector), "Which workers may run it.")

    package static let selector: [Property] = [
        .fixed(
            "tags",
            .list(.text, atLeast: 1),
            "The tags that are looked for, at most \(WorkerSelector.tagLimit).",
            required: true
        ),
        .fixed(
            "match",
            .choice(WorkerSelector.Match.allCases.map(\.rawValue)),
            "Whether all or one of them are needed.",
            default: "ALL"
        ),
        .fixed(
            "fallback",
            .choice(WorkerSelector.Fallback.allCases.map(\.rawValue)),
            "What happens if nobody has them.",
            default: "FAIL"
        ),
    ]
}
