import JSON

extension PluginGroup {
    /// Tasks that concern executions.
    static let execution = group(
        "execution",
        "Executions",
        "Tasks that end, label or change executions, and remove old ones.",
        [
            .task(
                "execution.Fail",
                "Fails.",
                properties: [
                    .dynamic("condition", .condition, "Whether it fails; it does if it is left out."),
                    .dynamic("errorMessage", .text, "What is said.", default: "Task failure"),
                ],
                formerly: [".executions.Fail"],
                example: """
                    id: fail
                    namespace: company.team
                    inputs:
                      - id: amount
                        type: INT
                    tasks:
                      - id: guard
                        type: io.kestra.plugin.core.execution.Fail
                        condition: "{{ inputs.amount > 100 }}"
                        errorMessage: too much
                    """
            ),
            .task(
                "execution.Assert",
                "Fails unless all its conditions hold.",
                properties: [
                    .dynamic("conditions", .list(.condition, atLeast: 1), "What must hold.", required: true),
                    .dynamic("errorMessage", .text, "What is said if one does not hold."),
                ],
                outputs: [.fixed("failed", .integer(), "How many did not hold.")],
                example: """
                    id: assert
                    namespace: company.team
                    inputs:
                      - id: rows
                        type: INT
                    tasks:
                      - id: check
                        type: io.kestra.plugin.core.execution.Assert
                        conditions:
                          - "{{ inputs.rows > 0 }}"
                        errorMessage: there are no rows
                    """
            ),
            .task(
                "execution.Exit",
                "Ends the execution in a state.",
                properties: [
                    .dynamic(
                        "state",
                        .choice(["SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED"]),
                        "The state.",
                        default: "SUCCESS"
                    )
                ],
                example: """
                    id: exit
                    namespace: company.team
                    tasks:
                      - id: stop
                        type: io.kestra.plugin.core.execution.Exit
                        state: WARNING
                    """
            ),
            .task(
                "execution.Labels",
                "Gives the execution labels.",
                properties: [
                    .dynamic("labels", .labels, "The labels; those of the same names are replaced.", required: true)
                ],
                formerly: [".executions.Labels"],
                example: """
                    id: labels
                    namespace: company.team
                    tasks:
                      - id: mark
                        type: io.kestra.plugin.core.execution.Labels
                        labels:
                          day: "{{ now() }}"
                    """
            ),
            .task(
                "execution.SetVariables",
                "Sets variables of the execution.",
                properties: [
                    .dynamic("variables", .map(.any), "The variables.", required: true),
                    .dynamic(
                        "overwrite",
                        .boolean,
                        "Whether one that is there already is replaced; otherwise it fails.",
                        default: true
                    ),
                ],
                example: """
                    id: set_variables
                    namespace: company.team
                    tasks:
                      - id: set
                        type: io.kestra.plugin.core.execution.SetVariables
                        variables:
                          count: 1
                    """
            ),
            .task(
                "execution.UnsetVariables",
                "Removes variables of the execution.",
                properties: [
                    .dynamic("variables", .list(.text, atLeast: 1), "The names of the variables.", required: true),
                    .dynamic(
                        "ignoreMissing",
                        .boolean,
                        "Whether one that is not there is passed over; otherwise it fails.",
                        default: false
                    ),
                ],
                example: """
                    id: unset_variables
                    namespace: company.team
                    tasks:
                      - id: unset
                        type: io.kestra.plugin.core.execution.UnsetVariables
                        variables: [count]
                        ignoreMissing: true
                    """
            ),
            .task(
                "execution.Kill",
                "Stops an execution.",
                properties: [
                    .dynamic("executionId", .text, "The execution.", required: true),
                    .dynamic(
                        "propagateKill",
                        .boolean,
                        "Whether those that it has begun are stopped as well.",
                        default: true
                    ),
                ],
                example: """
                    id: kill
                    namespace: company.team
                    inputs:
                      - id: execution
                        type: STRING
                    tasks:
                      - id: stop
                        type: io.kestra.plugin.core.execution.Kill
                        executionId: "{{ inputs.execution }}"
                    """
            ),
            .task(
                "execution.PurgeExecutions",
                "Removes executions that have ended, with what they left.",
                properties: [
                    .dynamic("namespace", .text, "The namespace they are in, also below it; any if it is left out."),
                    .dynamic("flowId", .text, "The flow they are of; any if it is left out."),
                    .startDate,
                    .dynamic("endDate", .text, "Those that ended before.", required: true),
                    .states,
                    .dynamic(
                        "purgeExecution",
                        .boolean,
                        "Whether the executions themselves are removed.",
                        default: true
                    ),
                    .dynamic("purgeLog", .boolean, "Whether their logs are removed.", default: true),
                    .dynamic("purgeMetric", .boolean, "Whether their metrics are removed.", default: true),
                    .dynamic("purgeStorage", .boolean, "Whether their files are removed.", default: true),
                    .dynamic("batchSize", .integer(1...10_000), "How many are removed at a time.", default: 100),
                ],
                outputs: [
                    .fixed("executionsCount", .integer(), "How many executions were removed."),
                    .fixed("logsCount", .integer(), "How many lines of logs were removed."),
                    .fixed("metricsCount", .integer(), "How many metrics were removed."),
                    .fixed("storagesCount", .integer(), "How many files were removed."),
                ],
                formerly: [".storages.Purge", "core.storage.Purge"],
                example: """
                    id: purge_executions
                    namespace: company.team
                    tasks:
                      - id: purge
                        type: io.kestra.plugin.core.execution.PurgeExecutions
                        endDate: "{{ now() | dateAdd(-30, 'DAYS') }}"
                        states: [SUCCESS]
                    """
            ),
            .task(
                "execution.Resume",
                "Resumes a paused execution.",
                properties: [
                    .dynamic("executionId", .text, "The execution.", required: true),
                    .dynamic("namespace", .text, "The namespace of its flow."),
                    .dynamic("flowId", .text, "Its flow."),
                    .dynamic("inputs", .map(.any), "What it is given."),
                ],
                formerly: [".executions.Resume"],
                replacedBy: ""
            ),
            .task(
                "execution.Count",
                "Counts executions of flows.",
                properties: [
                    .dynamic(
                        "flows",
                        .list(
                            .object([
                                .dynamic("namespace", .text, "The namespace of the flow.", required: true),
                                .dynamic("flowId", .text, "The flow.", required: true),
                            ])
                        ),
                        "The flows."
                    ),
                    .dynamic("namespaces", .list(.text), "The namespaces of the flows."),
                    .states,
                    .dynamic("startDate", .text, "The beginning of the time looked at.", required: true),
                    .dynamic("endDate", .text, "The end of the time looked at."),
                    .dynamic("expression", .condition, "Which of the counts are given back.", required: true),
                ],
                outputs: [
                    .fixed("results", .list(.any), "The flows with their counts."),
                    .fixed("total", .integer(), "The sum of the counts."),
                ],
                formerly: [".executions.Counts", "core.execution.Counts"],
                replacedBy: ""
            ),
        ]
    )
}
