import JSON

extension PluginGroup {
    /// Tasks for stored files.
    static let storage = group(
        "storage",
        "Internal storage",
        "Tasks for the files that executions store.",
        [
            .task(
                "storage.Concat",
                "Joins files to one.",
                properties: [
                    .dynamic(
                        "files",
                        .either([.text, .list(.text)]),
                        "The URIs in order, or JSON text of them.",
                        required: true
                    ),
                    .dynamic("separator", .text, "What is written between two."),
                    .dynamic("extension", .text, "What the name of the file ends with.", default: ".tmp"),
                ],
                outputs: [.fixed("uri", .text, "The file.")],
                formerly: [".storages.Concat"],
                example: """
                    id: concat
                    namespace: company.team
                    inputs:
                      - id: head
                        type: FILE
                      - id: tail
                        type: FILE
                    tasks:
                      - id: join
                        type: io.kestra.plugin.core.storage.Concat
                        files: ["{{ inputs.head }}", "{{ inputs.tail }}"]
                        extension: .csv
                    """
            ),
            .task(
                "storage.Split",
                "Divides a file.",
                properties: [
                    .dynamic("from", .text, "The URI of the file.", required: true),
                    .dynamic("bytes", .text, "How large a part is, such as `10MB`."),
                    .dynamic("partitions", .integer(1...1_000_000), "How many parts there are."),
                    .dynamic("rows", .integer(1...Int64.max), "How many lines a part has."),
                    .dynamic("separator", .text, "What sets lines apart.", default: "\\n"),
                    .dynamic("regexPattern", .text, "A pattern whose first group names the part that a line goes to."),
                ],
                outputs: [.fixed("uris", .list(.text), "The parts.")],
                formerly: [".storages.Split"],
                example: """
                    id: split
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: divide
                        type: io.kestra.plugin.core.storage.Split
                        from: "{{ inputs.file }}"
                        rows: 1000
                    """
            ),
            .task(
                "storage.Reverse",
                "Writes the lines of a file from the last to the first.",
                properties: [
                    .dynamic("from", .text, "The URI of the file.", required: true), .charset,
                    .dynamic("separator", .text, "What sets lines apart.", default: "\\n"),
                ],
                outputs: [.fixed("uri", .text, "The file.")],
                formerly: [".storages.Reverse"],
                example: """
                    id: reverse
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: turn
                        type: io.kestra.plugin.core.storage.Reverse
                        from: "{{ inputs.file }}"
                    """
            ),
            .task(
                "storage.FilterItems",
                "Keeps the lines of a file for which a condition holds.",
                properties: [
                    .dynamic("from", .text, "The URI of the file.", required: true),
                    .dynamic(
                        "filterCondition",
                        .text,
                        "A template in which the members of a line are known.",
                        required: true
                    ),
                    .dynamic(
                        "filterType",
                        .choice(["INCLUDE", "EXCLUDE"]),
                        "Whether such lines are kept or left out.",
                        default: "INCLUDE"
                    ),
                    .dynamic(
                        "errorOrNullBehavior",
                        .choice(["FAIL", "INCLUDE", "EXCLUDE"]),
                        "What becomes of a line for which it renders to nothing.",
                        default: "FAIL"
                    ),
                ],
                outputs: [
                    .fixed("uri", .text, "The file."),
                    .fixed("processedItemsTotal", .integer(), "How many lines there were."),
                    .fixed("droppedItemsTotal", .integer(), "How many were left out."),
                ],
                formerly: [".storages.FilterItems"],
                example: """
                    id: filter_items
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.storage.FilterItems
                        from: "{{ inputs.file }}"
                        filterCondition: "{{ amount > 10 }}"
                    """
            ),
            .task(
                "storage.DeduplicateItems",
                "Keeps of the lines of a file with one key the last.",
                properties: [
                    .dynamic("from", .text, "The URI of the file.", required: true),
                    .dynamic("expr", .text, "A template that gives the key of a line.", required: true),
                ],
                outputs: [
                    .fixed("uri", .text, "The file."),
                    .fixed("numKeys", .integer(), "How many keys there were."),
                    .fixed("processedItemsTotal", .integer(), "How many lines there were."),
                    .fixed("droppedItemsTotal", .integer(), "How many were left out."),
                ],
                formerly: [".storages.DeduplicateItems"],
                example: """
                    id: deduplicate_items
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.storage.DeduplicateItems
                        from: "{{ inputs.file }}"
                        expr: "{{ key }}"
                    """
            ),
            .task(
                "storage.Size",
                "Tells how large a file is.",
                properties: [.dynamic("uri", .text, "The URI of the file.", required: true)],
                outputs: [.fixed("size", .integer(), "The size in bytes.")],
                formerly: [".storages.Size"],
                example: """
                    id: size
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: measure
                        type: io.kestra.plugin.core.storage.Size
                        uri: "{{ inputs.file }}"
                    """
            ),
            .task(
                "storage.Delete",
                "Removes a file.",
                properties: [
                    .dynamic("uri", .text, "The URI of the file.", required: true),
                    .dynamic("errorOnMissing", .boolean, "Whether it fails if there is none.", default: false),
                ],
                outputs: [
                    .fixed("uri", .text, "The URI of the file."), .fixed("deleted", .boolean, "Whether there was one."),
                ],
                formerly: [".storages.Delete"],
                example: """
                    id: delete
                    namespace: company.team
                    inputs:
                      - id: file
                        type: FILE
                    tasks:
                      - id: remove
                        type: io.kestra.plugin.core.storage.Delete
                        uri: "{{ inputs.file }}"
                    """
            ),
            .task(
                "storage.LocalFiles",
                "Puts files into the working directory, and stores files from there.",
                properties: [
                    .dynamic(
                        "inputs",
                        .either([.map(.text), .text]),
                        "Files to put there, by name: contents, or the URI of a stored file."
                    ),
                    .dynamic("outputs", .list(.text), "Patterns of the files to store."),
                ],
                outputs: [.fixed("uris", .map(.text), "The URIs of the stored files, by name.")],
                formerly: [".storages.LocalFiles"],
                example: """
                    id: local_files
                    namespace: company.team
                    tasks:
                      - id: directory
                        type: io.kestra.plugin.core.flow.WorkingDirectory
                        tasks:
                          - id: write
                            type: io.kestra.plugin.core.storage.LocalFiles
                            inputs:
                              hello.txt: Hello
                          - id: read
                            type: io.kestra.plugin.core.storage.LocalFiles
                            outputs: ["*.txt"]
                    """
            ),
            .task(
                "storage.PurgeCurrentExecutionFiles",
                "Removes the files that the execution has stored.",
                outputs: [.fixed("uris", .list(.text), "The files that were removed.")],
                formerly: [".storages.PurgeExecution"],
                example: """
                    id: purge_files
                    namespace: company.team
                    tasks:
                      - id: purge
                        type: io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles
                    """
            ),
            .task(
                "storage.Write",
                "Writes text to a file.",
                properties: [
                    .dynamic("content", .text, "The text.", required: true),
                    .dynamic("extension", .text, "What the name of the file ends with."),
                ],
                outputs: [.fixed("uri", .text, "The file.")],
                example: """
                    id: write
                    namespace: company.team
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.storage.Write
                        content: "written by {{ flow.id }}"
                        extension: .txt
                    """
            ),
        ]
    )
}
