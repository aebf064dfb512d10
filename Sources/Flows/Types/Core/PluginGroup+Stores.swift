import JSON

extension PluginGroup {
    /// Tasks for the values of a namespace.
    static let kv = group(
        "kv",
        "Key-value store",
        "Tasks that read and write the values of a namespace.",
        [
            .task(
                "kv.Set",
                "Writes a value.",
                properties: [
                    .dynamic("key", .text, "The key.", required: true),
                    .dynamic("value", .any, "The value.", required: true),
                    .namespace,
                    .dynamic(
                        "kvType",
                        .choice(["STRING", "NUMBER", "BOOLEAN", "DATETIME", "DATE", "DURATION", "JSON"]),
                        "What the value is; found out if it is left out."
                    ),
                    .dynamic("kvDescription", .text, "What it is for."),
                    .dynamic(
                        "overwrite",
                        .boolean,
                        "Whether a value that is there already is replaced; otherwise it fails.",
                        default: true
                    ),
                    .dynamic("ttl", .duration, "How long it is kept; for ever if it is left out."),
                ],
                example: """
                    id: kv_set
                    namespace: company.team
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.kv.Set
                        key: last_run
                        value: "{{ now() }}"
                        kvType: DATETIME
                        ttl: P30D
                    """
            ),
            .task(
                "kv.Get",
                "Reads a value.",
                properties: [
                    .dynamic("key", .text, "The key.", required: true), .namespace,
                    .dynamic("errorOnMissing", .boolean, "Whether it fails if there is none.", default: false),
                ],
                outputs: [.fixed("value", .any, "The value.")],
                example: """
                    id: kv_get
                    namespace: company.team
                    tasks:
                      - id: find
                        type: io.kestra.plugin.core.kv.Get
                        key: last_run
                    """
            ),
            .task(
                "kv.GetKeys",
                "Lists keys.",
                properties: [.dynamic("prefix", .text, "What they begin with."), .namespace],
                outputs: [.fixed("keys", .list(.text), "The keys.")],
                example: """
                    id: kv_keys
                    namespace: company.team
                    tasks:
                      - id: list
                        type: io.kestra.plugin.core.kv.GetKeys
                        prefix: last_
                    """
            ),
            .task(
                "kv.Delete",
                "Removes a value.",
                properties: [
                    .dynamic("key", .text, "The key.", required: true), .namespace,
                    .dynamic("errorOnMissing", .boolean, "Whether it fails if there is none.", default: false),
                ],
                outputs: [.fixed("deleted", .boolean, "Whether there was one.")],
                example: """
                    id: kv_delete
                    namespace: company.team
                    tasks:
                      - id: forget
                        type: io.kestra.plugin.core.kv.Delete
                        key: last_run
                    """
            ),
            .task(
                "kv.PurgeKV",
                "Removes values that have expired.",
                properties: [
                    .dynamic("namespaces", .list(.text), "The namespaces; all if it is left out."),
                    .dynamic("namespacePattern", .text, "A pattern of namespaces."),
                    .dynamic("keyPattern", .text, "A pattern of keys."),
                    .dynamic(
                        "expiredOnly",
                        .boolean,
                        "Whether only values that have expired are removed.",
                        default: true
                    ),
                    .dynamic(
                        "includeChildNamespaces",
                        .boolean,
                        "Whether namespaces below are meant as well.",
                        default: true
                    ),
                ],
                outputs: [.fixed("size", .integer(), "How many were removed.")],
                example: """
                    id: kv_purge
                    namespace: company.team
                    tasks:
                      - id: purge
                        type: io.kestra.plugin.core.kv.PurgeKV
                        namespaces: [company.team]
                    """
            ),
        ]
    )

    /// Tasks for the files of a namespace.
    static let namespace = group(
        "namespace",
        "Namespace files",
        "Tasks for the files of a namespace.",
        [
            .task(
                "namespace.UploadFiles",
                "Writes files of a namespace.",
                properties: [
                    .dynamic("namespace", .text, "The namespace.", required: true),
                    .dynamic("files", .either([.list(.text), .map(.text)]), "Patterns of the files, or URIs by name."),
                    .dynamic("filesMap", .files, "URIs of stored files by name."),
                    .dynamic(
                        "conflict",
                        .choice(["OVERWRITE", "ERROR", "SKIP"]),
                        "What happens if a file is there already.",
                        default: "OVERWRITE"
                    ),
                    .dynamic("destination", .text, "The folder they go to.", default: "/"),
                ],
                outputs: [.fixed("files", .map(.text), "The URIs by name.")],
                example: """
                    id: upload_files
                    namespace: company.team
                    inputs:
                      - id: report
                        type: FILE
                    tasks:
                      - id: keep
                        type: io.kestra.plugin.core.namespace.UploadFiles
                        namespace: company.team
                        filesMap:
                          report.csv: "{{ inputs.report }}"
                    """
            ),
            .task(
                "namespace.DownloadFiles",
                "Reads files of a namespace.",
                properties: [
                    .dynamic("namespace", .text, "The namespace.", required: true),
                    .dynamic("files", .either([.text, .list(.text)]), "Patterns of the files.", required: true),
                    .dynamic("destination", .text, "The folder they go to."),
                ],
                outputs: [.fixed("files", .map(.text), "The URIs by name.")],
                example: """
                    id: download_files
                    namespace: company.team
                    tasks:
                      - id: take
                        type: io.kestra.plugin.core.namespace.DownloadFiles
                        namespace: company.team
                        files: ["**.csv"]
                    """
            ),
            .task(
                "namespace.DeleteFiles",
                "Removes files of a namespace.",
                properties: [
                    .dynamic("namespace", .text, "The namespace.", required: true),
                    .dynamic("files", .either([.text, .list(.text)]), "Patterns of the files.", required: true),
                    .dynamic(
                        "deleteParentFolder",
                        .boolean,
                        "Whether folders that are left empty are removed.",
                        default: false
                    ),
                ],
                outputs: [.fixed("files", .list(.text), "The files that were removed.")],
                example: """
                    id: delete_files
                    namespace: company.team
                    tasks:
                      - id: remove
                        type: io.kestra.plugin.core.namespace.DeleteFiles
                        namespace: company.team
                        files: old/**.csv
                    """
            ),
        ]
    )
}
