import JSON

extension PluginGroup {
    /// Tasks that say when other tasks run.
    static let flow = group(
        "flow",
        "Flow control",
        "Tasks that say in what order, how often and under what conditions other tasks and flows run.",
        sequences + choices + loops + formerLoops + subflows + waits
    )

    private static let sequences: [PluginType] = [
        .task(
            "flow.Sequential",
            kind: .flowable,
            "Runs its tasks one after another.",
            "The first that fails ends it; `errors` and `finally` of its own are run then.",
            properties: [.tasks("The tasks in the order in which they run."), .errors, .finally],
            formerly: [".flows.Sequential"],
            example: """
                id: sequential
                namespace: company.team
                tasks:
                  - id: steps
                    type: io.kestra.plugin.core.flow.Sequential
                    tasks:
                      - id: first
                        type: io.kestra.plugin.core.log.Log
                        message: one
                      - id: second
                        type: io.kestra.plugin.core.log.Log
                        message: two
                """
        ),
        .task(
            "flow.Parallel",
            kind: .flowable,
            "Runs its tasks side by side.",
            "It ends when all have ended; that one fails does not stop the others.",
            properties: [
                .fixed("concurrent", .integer(0...1_000_000), "How many run at a time; 0 for all.", default: 0),
                .tasks("The tasks to run."), .errors, .finally,
            ],
            formerly: [".flows.Parallel"],
            example: """
                id: parallel
                namespace: company.team
                tasks:
                  - id: both
                    type: io.kestra.plugin.core.flow.Parallel
                    concurrent: 2
                    tasks:
                      - id: left
                        type: io.kestra.plugin.core.flow.Sleep
                        duration: PT1S
                      - id: right
                        type: io.kestra.plugin.core.flow.Sleep
                        duration: PT1S
                """
        ),
        .task(
            "flow.Dag",
            kind: .flowable,
            "Runs each task as soon as those it waits for have ended.",
            "A circle of tasks that wait for each other is refused when the flow is saved.",
            properties: [
                .fixed("concurrent", .integer(0...1_000_000), "How many run at a time; 0 for all.", default: 0),
                .fixed(
                    "tasks",
                    .dependentTasks,
                    "The tasks, each as `task` with `dependsOn`, the ids it waits for.",
                    required: true
                ),
                .errors, .finally,
            ],
            formerly: [".flows.Dag"],
            example: """
                id: dag
                namespace: company.team
                tasks:
                  - id: dag
                    type: io.kestra.plugin.core.flow.Dag
                    tasks:
                      - task:
                          id: extract
                          type: io.kestra.plugin.core.log.Log
                          message: extract
                      - task:
                          id: load
                          type: io.kestra.plugin.core.log.Log
                          message: load
                        dependsOn: [extract]
                """
        ),
        .task(
            "flow.AllowFailure",
            kind: .flowable,
            "Runs its tasks one after another, and turns a failure into a warning.",
            properties: [.tasks("The tasks in the order in which they run."), .errors, .finally],
            formerly: [".flows.AllowFailure"],
            example: """
                id: allow_failure
                namespace: company.team
                tasks:
                  - id: optional
                    type: io.kestra.plugin.core.flow.AllowFailure
                    tasks:
                      - id: fail
                        type: io.kestra.plugin.core.execution.Fail
                """
        ),
        .task(
            "flow.WorkingDirectory",
            kind: .flowable,
            "Runs its tasks on one worker, in one directory.",
            "Files that a task leaves there are there for the next. Only tasks that workers run can be in it.",
            properties: [
                .tasks("The tasks in the order in which they run."), .errors, .finally, .inputFiles, .outputFiles,
                .namespaceFiles,
                .fixed(
                    "cache",
                    .object([
                        .fixed("patterns", .list(.text), "Patterns of the files to keep.", required: true),
                        .fixed("ttl", .duration, "How long they are kept after they were stored."),
                    ]),
                    "Files to keep from one execution to the next."
                ),
            ],
            outputs: [.fixed("outputFiles", .map(.text), "The URIs of the stored files, by name.")],
            formerly: [".flows.WorkingDirectory", ".flows.Worker"],
            example: """
                id: working_directory
                namespace: company.team
                tasks:
                  - id: files
                    type: io.kestra.plugin.core.flow.WorkingDirectory
                    inputFiles:
                      name.txt: Ada
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.storage.LocalFiles
                        outputs: [name.txt]
                """
        ),
    ]

    private static let choices: [PluginType] = [
        .task(
            "flow.If",
            kind: .flowable,
            "Runs one list of tasks or another, as a condition has it.",
            "The condition does not hold if it renders to `false`, a zero, nothing or empty text.",
            properties: [
                .dynamic("condition", .condition, "What decides.", required: true),
                .fixed("then", .tasks(.then), "The tasks to run if it holds.", required: true),
                .fixed("else", .tasks(.else), "The tasks to run if it does not hold."),
                .errors, .finally,
            ],
            outputs: [.fixed("evaluationResult", .boolean, "Whether the condition held.")],
            formerly: [".flows.If"],
            example: """
                id: if
                namespace: company.team
                inputs:
                  - id: dry
                    type: BOOL
                    defaults: true
                tasks:
                  - id: decide
                    type: io.kestra.plugin.core.flow.If
                    condition: "{{ inputs.dry }}"
                    then:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: nothing is done
                    else:
                      - id: act
                        type: io.kestra.plugin.core.log.Log
                        message: it is done
                """
        ),
        .task(
            "flow.Switch",
            kind: .flowable,
            "Runs the tasks that stand for a value.",
            properties: [
                .dynamic("value", .text, "The value that decides.", required: true),
                .fixed("cases", .cases, "Tasks by the value for which they run."),
                .fixed("defaults", .tasks(.defaults), "The tasks to run for any other value."),
                .errors, .finally,
            ],
            outputs: [
                .fixed("value", .text, "The value that decided."),
                .fixed("defaults", .boolean, "Whether no case was for it."),
            ],
            formerly: [".flows.Switch"],
            example: """
                id: switch
                namespace: company.team
                inputs:
                  - id: color
                    type: STRING
                tasks:
                  - id: choose
                    type: io.kestra.plugin.core.flow.Switch
                    value: "{{ inputs.color }}"
                    cases:
                      red:
                        - id: stop
                          type: io.kestra.plugin.core.log.Log
                          message: stop
                    defaults:
                      - id: go
                        type: io.kestra.plugin.core.log.Log
                        message: go
                """
        ),
    ]

    private static let values = PropertyType.either([.text, .list(.any), .map(.any)])

    private static let loops: [PluginType] = [
        .task(
            "flow.Loop",
            kind: .executable,
            "Runs its tasks once for each value.",
            "Each time is an execution of its own, in which `item.value`, `item.index` and `item.key` are known.",
            properties: [
                .dynamic(
                    "values",
                    values,
                    "The values: a list, a mapping, JSON text of either, or the URI of a file of lines.",
                    required: true
                ),
                .fixed("concurrencyLimit", .integer(0...1_000_000), "How many run at a time; 0 for all.", default: 1),
                .fixed("transmitFailed", .boolean, "Whether it fails if one of its executions fails.", default: true),
                .dynamic("breakWhen", .condition, "After an execution: whether no more are made."),
                .dynamic("outputs", .either([.map(.any), .list(.any)]), "What each execution gives back, by name."),
                .fixed(
                    "fetchType",
                    .choice(["AUTO", "FETCH", "STORE"]),
                    "Whether outputs are kept as a value or as a file.",
                    default: "AUTO"
                ),
                .tasks("The tasks to run for each value."), .errors, .finally,
            ],
            outputs: [
                .fixed("outputs", .list(.any), "What the executions gave back, in the order of the values."),
                .fixed("uri", .text, "The file of what they gave back, if it was stored."),
                .fixed("iterationCount", .integer(), "How many executions there were."),
            ],
            example: """
                id: loop
                namespace: company.team
                tasks:
                  - id: each
                    type: io.kestra.plugin.core.flow.Loop
                    values: [1, 2, 3]
                    concurrencyLimit: 2
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ item.index }}: {{ item.value }}"
                """
        ),
        .task(
            "flow.LoopUntil",
            kind: .flowable,
            "Runs its tasks again and again until a condition holds.",
            properties: [
                .dynamic("condition", .condition, "What is looked at each time its tasks have run.", required: true),
                .fixed(
                    "checkFrequency",
                    .object([
                        .dynamic("interval", .duration, "How long to wait between times.", default: "PT1S"),
                        .dynamic(
                            "maxIterations",
                            .integer(1...1_000_000),
                            "How many times there may be.",
                            default: 100
                        ),
                        .dynamic("maxDuration", .duration, "How long it may take.", default: "PT1H"),
                    ]),
                    "How often and how long the condition is looked at."
                ),
                .fixed("failOnMaxReached", .boolean, "Whether it fails when it may not go on.", default: false),
                .tasks("The tasks to run each time."), .errors, .finally,
            ],
            outputs: [.fixed("iterationCount", .integer(), "How many times its tasks were run.")],
            formerly: ["core.flow.WaitFor", ".flows.WaitFor"],
            example: """
                id: loop_until
                namespace: company.team
                tasks:
                  - id: poll
                    type: io.kestra.plugin.core.flow.LoopUntil
                    condition: "{{ outputs.ask.code == 200 }}"
                    checkFrequency:
                      interval: PT10S
                      maxIterations: 30
                    tasks:
                      - id: ask
                        type: io.kestra.plugin.core.http.Request
                        uri: https://example.com/ready
                """
        ),
    ]

    private static let formerLoops: [PluginType] = [
        .task(
            "flow.ForEach",
            kind: .flowable,
            "Runs its tasks once for each value, within the same execution.",
            "The value is `taskrun.value`, its position `taskrun.iteration`.",
            properties: [
                .dynamic("values", values, "The values: a list, a mapping, or JSON text of either.", required: true),
                .fixed("concurrencyLimit", .integer(0...1_000_000), "How many run at a time; 0 for all.", default: 1),
                .tasks("The tasks to run for each value."), .errors, .finally,
            ],
            replacedBy: "flow.Loop"
        ),
        .task(
            "flow.EachSequential",
            kind: .flowable,
            "Runs its tasks for one value after another.",
            properties: [
                .dynamic("value", values, "The values: a list, or JSON text of one.", required: true),
                .tasks("The tasks to run for each value."), .errors, .finally,
            ],
            formerly: [".flows.EachSequential"],
            replacedBy: "flow.Loop"
        ),
        .task(
            "flow.EachParallel",
            kind: .flowable,
            "Runs its tasks for all values side by side.",
            properties: [
                .dynamic("value", values, "The values: a list, or JSON text of one.", required: true),
                .fixed("concurrent", .integer(0...1_000_000), "How many run at a time; 0 for all.", default: 0),
                .tasks("The tasks to run for each value."), .errors, .finally,
            ],
            formerly: [".flows.EachParallel"],
            replacedBy: "flow.Loop"
        ),
        .task(
            "flow.ForEachItem",
            kind: .executable,
            "Runs a flow once for each part of a file.",
            properties: [
                .dynamic("items", .text, "The URI of the file.", required: true),
                .fixed(
                    "batch",
                    .object([
                        .dynamic("rows", .integer(1...Int64.max), "How many lines a part has."),
                        .dynamic("partitions", .integer(1...1_000_000), "How many parts there are."),
                        .dynamic("bytes", .text, "How large a part is, such as `10MB`."),
                        .dynamic("separator", .text, "What sets lines apart.", default: "\\n"),
                    ]),
                    "How the file is divided; a line each if it is left out."
                ),
            ] + call,
            outputs: [.fixed("subflowOutputs", .text, "The file of what the executions gave back.")],
            formerly: [".flows.ForEachItem"],
            replacedBy: "flow.Loop"
        ),
    ]

    /// What calling a flow takes.
    private static let call: [Property] = [
        .dynamic("namespace", .text, "The namespace of the flow to run.", required: true),
        .dynamic("flowId", .text, "The flow to run.", required: true),
        .fixed("revision", .integer(1...Int64(Int32.max)), "The revision to run; the last if it is left out."),
        .dynamic("inputs", .either([.map(.any), .text]), "The inputs of the execution."),
        .dynamic("labels", .labels, "The labels of the execution."),
        .fixed("inheritLabels", .boolean, "Whether it has the labels of this execution as well.", default: false),
        .fixed("wait", .boolean, "Whether to wait until it has ended.", default: true),
        .fixed("transmitFailed", .boolean, "Whether to fail if it fails.", default: true),
        .dynamic("scheduleDate", .dateTime, "When it begins; at once if it is left out."),
        .fixed(
            "restartBehavior",
            .choice(["RETRY_FAILED", "NEW_EXECUTION"]),
            "What restarting this execution does with it.",
            default: "RETRY_FAILED"
        ),
    ]

    private static let subflows: [PluginType] = [
        .task(
            "flow.Subflow",
            kind: .executable,
            "Runs another flow.",
            properties: call + [
                .dynamic("outputs", .map(.any), "What is taken of the other execution, by name.", replacedBy: "")
            ],
            outputs: [
                .fixed("executionId", .text, "The execution of the other flow."),
                .fixed("state", .text, "How it ended."),
                .fixed("outputs", .map(.any), "What it gave back."),
            ],
            formerly: [".flows.Subflow", ".flows.Flow"],
            example: """
                id: subflow
                namespace: company.team
                tasks:
                  - id: call
                    type: io.kestra.plugin.core.flow.Subflow
                    namespace: company.team
                    flowId: other
                    inputs:
                      day: "{{ now() }}"
                """
        )
    ]

    private static let waits: [PluginType] = [
        .task(
            "flow.Sleep",
            "Waits.",
            properties: [.dynamic("duration", .duration, "How long to wait.", required: true)],
            formerly: [".flows.Sleep"],
            example: """
                id: sleep
                namespace: company.team
                tasks:
                  - id: wait
                    type: io.kestra.plugin.core.flow.Sleep
                    duration: PT5S
                """
        ),
        .task(
            "flow.Pause",
            kind: .flowable,
            "Halts the execution until somebody resumes it, or a time has passed.",
            "A `timeout` makes it fail if nobody has resumed it by then.",
            properties: [
                .dynamic(
                    "pauseDuration",
                    .duration,
                    "How long to wait; without it, until somebody resumes the execution.",
                    formerly: ["delay"]
                ),
                .fixed(
                    "behavior",
                    .choice(["RESUME", "WARN", "FAIL", "CANCEL"]),
                    "What happens once that time has passed.",
                    default: "RESUME"
                ),
                .fixed("onResume", .inputs, "What whoever resumes it must give; it becomes the output `onResume`."),
                .fixed("tasks", .tasks(.tasks), "Tasks to run once it is resumed.", replacedBy: ""),
                .errors, .finally,
            ],
            outputs: [.fixed("onResume", .map(.any), "What was given by whoever resumed it.")],
            formerly: [".flows.Pause"],
            example: """
                id: pause
                namespace: company.team
                tasks:
                  - id: ask
                    type: io.kestra.plugin.core.flow.Pause
                    timeout: P1D
                    onResume:
                      - id: reason
                        type: STRING
                  - id: tell
                    type: io.kestra.plugin.core.log.Log
                    message: "{{ outputs.ask.onResume.reason }}"
                """
        ),
        .task(
            "flow.Approval",
            kind: .flowable,
            "Halts the execution until somebody approves or denies it.",
            properties: [
                .fixed("onWait", .tasks(.onWait), "Tasks to run when it begins to wait."),
                .fixed("onApprove", .tasks(.onApprove), "Tasks to run once it is approved."),
                .fixed("onDeny", .tasks(.onDeny), "Tasks to run once it is denied."),
                .dynamic("labels", .labels, "Labels that the execution gets while it waits."),
                .fixed("commentRequired", .boolean, "Whether a decision needs a comment.", default: false),
                .dynamic("autoApprove", .condition, "Whether nobody needs to be asked."),
                .dynamic("due", .duration, "How long there is to decide."),
                .fixed("dueBehavior", .choice(decisions), "What happens once that time has passed.", default: "FAIL"),
                .fixed("approveBehavior", .choice(decisions), "What happens once it is approved.", default: "CONTINUE"),
                .fixed("denyBehavior", .choice(decisions), "What happens once it is denied.", default: "FAIL"),
                .errors, .finally,
            ],
            outputs: [
                .fixed("approved", .boolean, "Whether it was approved."),
                .fixed("comment", .text, "What was said with the decision."),
            ],
            example: """
                id: approval
                namespace: company.team
                tasks:
                  - id: release
                    type: io.kestra.plugin.core.flow.Approval
                    commentRequired: true
                    due: P2D
                    onDeny:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: it was denied
                """
        ),
    ]

    private static let decisions = ["CONTINUE", "WARN", "FAIL", "SUCCEED", "CANCEL", "KILL"]
}
