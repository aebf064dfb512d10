import JSON
import Terminal

extension Command {
    /// `reeve audit`: the record of who did what.
    static let audit = Command(
        "audit",
        "Search, export and compare what the audit log recorded",
        options: APIClient.tenantOptions + [.flag("all-tenants", "The log of the whole instance, not of one tenant")],
        examples: [
            ("reeve audit search --resource SECRET --since 2026-01-01T00:00:00Z", "who touched secrets this year"),
            ("reeve audit export --actor 0198... --to actions.csv", "everything that one did, as CSV"),
        ],
        subcommands: [
            Command("search", "List records, the latest first", options: filters + [.limit]) { invocation in
                let api = try APIClient(invocation)
                let records = try await api.search(
                    "\(try api.auditLog(invocation))/search",
                    query: searchQuery(invocation) + [("sort", "date:desc")],
                    limit: invocation.integer("limit") ?? 1000
                )
                Listing.records.write(records, invocation)
                return .success
            },
            Command(
                "export",
                "Write records as CSV to standard output or to a new file",
                options: filters + [.text("to", "FILE", "The file; it must not be there yet")],
                run: exportRecords
            ),
            Command(
                "diff",
                "Show what a recorded change did to its resource",
                arguments: [CommandArgument("record", "The record's identifier")],
                options: [.text("previous", "ID", "An earlier record to compare with, instead of the one before")]
            ) { invocation in
                let api = try APIClient(invocation)
                let record = try invocation.require("record")
                let query: APIClient.Query = invocation.text("previous").map { [("previousId", $0)] } ?? []
                let diff = try await api.call("GET", "\(try api.auditLog(invocation))/\(record)/diff", query: query)
                invocation.console.write(diff, as: invocation.format) {
                    LineDiff(before: diff["before"]?.lines ?? [], after: diff["after"]?.lines ?? []).text
                }
                return .success
            },
        ]
    )

    private static let filters: [CommandOption] = [
        .text("actor", "ID", "Who did it: a user's identifier"),
        .text("resource", "KIND", isRepeated: true, "The kind of what it was done to, such as SECRET"),
        .choice(
            "type",
            of: [
                "READ", "CREATE", "UPDATE", "DELETE", "LOGIN", "LOGOUT", "IMPERSONATE", "LOGIN_FAILURE",
                "ACCOUNT_LOCKED",
            ],
            "What was done"
        ),
        .text("namespace", "NAME", short: "n", "The namespace it was done in"),
        .text("id", "ID", "The identifier of what it was done to"),
        .text("since", "TIME", "Not before this instant, as in 2026-01-31T08:00:00Z"),
        .text("until", "TIME", "Not after this instant"),
    ]

    private static func searchQuery(_ invocation: Invocation) -> APIClient.Query {
        let named = [
            ("actor", "filters[userId][EQUALS]"), ("type", "filters[type][EQUALS]"),
            ("namespace", "filters[namespace][EQUALS]"),
            ("id", "filters[id][EQUALS]"), ("since", "filters[startDate][GREATER_THAN_OR_EQUAL_TO]"),
            ("until", "filters[endDate][LESS_THAN_OR_EQUAL_TO]"),
        ]
        let resources = invocation.texts("resource")
        return named.compactMap { option, name in invocation.text(option).map { (name, $0) } }
            + (resources.isEmpty ? [] : [("filters[resources][IN]", resources.joined(separator: ","))])
    }

    private static func exportRecords(_ invocation: Invocation) async throws -> ExitCode {
        let named = [
            ("actor", "userId"), ("type", "type"), ("namespace", "namespace"), ("id", "id"), ("since", "startDate"),
            ("until", "endDate"),
        ]
        let query: APIClient.Query =
            named.compactMap { option, name in invocation.text(option).map { (name, $0) } }
            + invocation.texts("resource").map { ("resources", $0) }
        let api = try APIClient(invocation)
        let path: APIPath = "\(try api.auditLog(invocation))/export"
        guard let file = invocation.text("to") else {
            let output = OutputHandle()
            try await api.download(path, query: query) { output.write($0) }
            return .success
        }
        let output = try OutputHandle(path: file)
        do {
            try await invocation.console.withProgress("Exporting", unit: "bytes") { advance in
                try await Progress.watching({ output.size }, advance) {
                    try await api.download(path, query: query) { output.write($0) }
                }
            }
            try output.finish()
        } catch {
            output.abandon()
            throw error
        }
        return .success
    }

}

extension APIClient {
    /// The path of the log that a command is about.
    fileprivate func auditLog(_ invocation: Invocation) throws -> APIPath {
        invocation.flag("all-tenants") ? "/api/v1/auditlogs" : "\(try tenantPath)/auditlogs"
    }
}

extension JSON {
    /// The lines of a text that the API gives as text, or of a value's own text.
    fileprivate var lines: [String] {
        switch self {
        case .null: []
        case .string(let text): text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        default: indentedText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

extension Listing {
    fileprivate static let records = Listing([
        ("date", "auditLog.date"), ("actor", "user.username"), ("type", "auditLog.type"),
        ("resource", "auditLog.detail.resource"),
        ("id", "auditLog.detail.id"), ("from", "auditLog.ipAddress"), ("record", "auditLog.id"),
    ])
}
