import JSON

/// Properties that several types have.
extension Property {
    static let errors = fixed("errors", .tasks(.errors), "Tasks to run once one of its tasks has failed.")

    static let finally = fixed("finally", .tasks(.finally), "Tasks to run in the end, whether or not one has failed.")

    static func tasks(_ summary: String) -> Property {
        fixed("tasks", .tasks(.tasks), summary, required: true)
    }

    static let namespace = dynamic(
        "namespace",
        .text,
        "The namespace; that of the flow if it is left out.",
        default: "{{ flow.namespace }}"
    )

    static let charset = dynamic("charset", .text, "The character set of the file.", default: "UTF-8")

    static let startDate = dynamic("startDate", .dateTime, "The beginning of the time looked at.")

    static let endDate = dynamic("endDate", .dateTime, "The end of the time looked at.")

    static let states = dynamic("states", .list(.choice(stateNames)), "The states that executions are in.")

    static let inputFiles = dynamic(
        "inputFiles",
        .files,
        "Files to put into the working directory, by their names: contents, or the URI of a stored file."
    )

    static let outputFiles = dynamic(
        "outputFiles",
        .list(.text),
        "Patterns of the files to store in the end, such as `*.csv`."
    )

    /// The names of states, as declarations write them.
    static let stateNames = ExecutionStateName.allCases.map(\.rawValue)

    /// The names of levels of a log.
    static let levelNames = LogLevel.allCases.map(\.rawValue)

    static let weekdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]

    static let namespaceFiles = fixed(
        "namespaceFiles",
        .object([
            .dynamic(
                "enabled",
                .boolean,
                "Whether files of the namespace are put into the working directory.",
                default: true
            ),
            .dynamic("include", .list(.text), "Patterns of the files to take; all if it is left out."),
            .dynamic("exclude", .list(.text), "Patterns of the files not to take."),
            .dynamic(
                "namespaces",
                .list(.text),
                "The namespaces to take them from; a later one overrides an earlier one."
            ),
            .dynamic(
                "ifExists",
                .choice(["OVERWRITE", "FAIL", "WARN", "IGNORE"]),
                "What happens if a file is there already.",
                default: "OVERWRITE"
            ),
            .dynamic("folderPerNamespace", .boolean, "Whether each namespace has a folder of its own.", default: false),
        ]),
        "Files of namespaces to put into the working directory."
    )

    static let assets = fixed(
        "assets",
        .object([
            .dynamic("enableAuto", .boolean, "Whether assets are found by what the task does."),
            .dynamic("inputs", .list(.any), "The assets that are read."),
            .dynamic("outputs", .list(.any), "The assets that are written."),
        ]),
        "The assets that the task reads and writes."
    )
}
