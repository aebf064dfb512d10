import JSON

extension PluginGroup {
    /// Tasks that write and remove logs.
    static let log = group(
        "log",
        "Logs",
        "Tasks that write, read and remove logs.",
        [
            .task(
                "log.Log",
                "Writes to the log of the execution.",
                properties: [
                    .dynamic(
                        "message",
                        .either([.text, .list(.text)]),
                        "What is written: text, or a line for each element.",
                        required: true
                    ),
                    .dynamic("level", .choice(Property.levelNames), "How much it matters.", default: "INFO"),
                ],
                formerly: [".log.Log", ".logs.Log"],
                example: """
                    id: log
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "this is {{ flow.id }}"
                        level: WARN
                    """
            ),
            .task(
                "log.PurgeLogs",
                "Removes logs.",
                properties: [
                    .dynamic("namespace", .text, "The namespace they are of, also below it."),
                    .dynamic("flowId", .text, "The flow they are of."),
                    .dynamic("executionId", .text, "The execution they are of."),
                    .dynamic(
                        "logLevels",
                        .list(.choice(Property.levelNames)),
                        "The levels to remove; all if it is left out."
                    ),
                    .dynamic("startDate", .text, "Those written after."),
                    .dynamic("endDate", .text, "Those written before.", required: true),
                ],
                outputs: [.fixed("count", .integer(), "How many lines were removed.")],
                example: """
                    id: purge_logs
                    namespace: company.team
                    tasks:
                      - id: purge
                        type: io.kestra.plugin.core.log.PurgeLogs
                        endDate: "{{ now() | dateAdd(-7, 'DAYS') }}"
                        logLevels: [TRACE, DEBUG]
                    """
            ),
            .task(
                "log.Fetch",
                "Writes the log of an execution to a file.",
                properties: [
                    .dynamic("executionId", .text, "The execution; this one if it is left out."),
                    .dynamic("namespace", .text, "The namespace of its flow."),
                    .dynamic("flowId", .text, "Its flow."),
                    .dynamic("level", .choice(Property.levelNames), "The least level.", default: "INFO"),
                    .dynamic("tasksId", .list(.text), "The tasks; all if it is left out."),
                ],
                outputs: [
                    .fixed("size", .integer(), "How many lines there are."),
                    .fixed("uri", .text, "The file."),
                ],
                formerly: [".log.Fetch"],
                replacedBy: ""
            ),
        ]
    )

    /// Tasks that help to find faults.
    static let debug = group(
        "debug",
        "Debugging",
        "Tasks that help to find out what a flow does.",
        [
            .task(
                "debug.Return",
                "Gives back what a template renders to.",
                properties: [.dynamic("format", .text, "The template.")],
                outputs: [.fixed("value", .text, "What it rendered to.")],
                formerly: [".debugs.Return"],
                example: """
                    id: return
                    namespace: company.team
                    tasks:
                      - id: give
                        type: io.kestra.plugin.core.debug.Return
                        format: "{{ task.id }}"
                    """
            ),
            .task(
                "debug.Echo",
                "Writes to the log of the execution.",
                properties: [
                    .dynamic("format", .text, "What is written."),
                    .dynamic("level", .choice(Property.levelNames), "How much it matters.", default: "INFO"),
                ],
                formerly: [".debugs.Echo"],
                replacedBy: "log.Log"
            ),
        ]
    )

    /// Tasks that give values back.
    static let output = group(
        "output",
        "Outputs",
        "Tasks that give values to the tasks after them.",
        [
            .task(
                "output.OutputValues",
                "Gives back values.",
                properties: [.dynamic("values", .map(.any), "The values, by name.", required: true)],
                outputs: [.fixed("values", .map(.any), "The rendered values.")],
                example: """
                    id: output_values
                    namespace: company.team
                    tasks:
                      - id: give
                        type: io.kestra.plugin.core.output.OutputValues
                        values:
                          name: "{{ flow.id }}"
                          count: 3
                    """
            )
        ]
    )

    /// Tasks that are made of templates.
    static let templating = group(
        "templating",
        "Templating",
        "Tasks that are known only when they run.",
        [
            .task(
                "templating.TemplatedTask",
                "Runs a task that is declared by a template.",
                "What the template renders to is read as the YAML of a task that a worker can run.",
                properties: [.dynamic("spec", .text, "The template.", required: true)],
                formerly: [".templating.TemplatedTask"],
                example: """
                    id: templated_task
                    namespace: company.team
                    tasks:
                      - id: run
                        type: io.kestra.plugin.core.templating.TemplatedTask
                        spec: |
                          type: io.kestra.plugin.core.log.Log
                          message: "{{ flow.id }}"
                    """
            )
        ]
    )

    /// Where scripts run.
    static let runner = group(
        "runner",
        "Task runners",
        "Where scripts of tasks run.",
        [
            PluginType(
                "\(coreName).runner.Process",
                .taskRunner,
                "Runs scripts as processes of the worker.",
                formerly: ["io.kestra.core.models.tasks.runners.types.ProcessTaskRunner"]
            )
        ]
    )

    /// The store of values of former versions.
    static let state = group(
        "state",
        "States",
        "Values kept from one execution to the next, in the manner of old versions.",
        [
            .task(
                "state.Get",
                "Reads a state.",
                properties: stateProperties + [
                    .fixed("errorOnMissing", .boolean, "Whether it fails if there is none.", default: false)
                ],
                outputs: [
                    .fixed("count", .integer(), "How many values there are."),
                    .fixed("data", .map(.any), "The values."),
                ],
                formerly: [".states.Get"],
                replacedBy: "kv.Get"
            ),
            .task(
                "state.Set",
                "Writes a state.",
                properties: stateProperties + [
                    .dynamic("data", .map(.any), "The values, which are merged with those there are.")
                ],
                outputs: [
                    .fixed("count", .integer(), "How many values there are."),
                    .fixed("key", .text, "Where they are kept."),
                ],
                formerly: [".states.Set"],
                replacedBy: "kv.Set"
            ),
            .task(
                "state.Delete",
                "Removes a state.",
                properties: stateProperties + [
                    .fixed("errorOnMissing", .boolean, "Whether it fails if there is none.", default: false)
                ],
                outputs: [.fixed("deleted", .boolean, "Whether there was one.")],
                formerly: [".states.Delete"],
                replacedBy: "kv.Delete"
            ),
        ]
    )

    private static let stateProperties: [Property] = [
        .dynamic("name", .text, "The name of the state.", default: "default"),
        .fixed("namespace", .boolean, "Whether it is shared by the flows of the namespace.", default: false),
        .fixed("taskrunValue", .boolean, "Whether each value of a loop has its own.", default: true),
    ]
}
