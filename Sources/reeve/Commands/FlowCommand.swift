import Flows
import JSON
import Terminal

extension Command {
    /// `reeve flow`: declarations of flows, in files and on a server.
    static let flow = Command(
        "flow",
        "Validate flows in files, and bring them to a server",
        examples: [
            ("reeve flow validate flows/", "check every YAML file of a folder, without a server"),
            ("reeve flow validate --output sarif flows/ > flows.sarif", "the same for a code host"),
            ("reeve flow deploy flows/ --dry-run", "show what a deployment would change"),
            ("reeve flow deploy flows/ --namespace company.team --delete --yes", "make a namespace what the folder is"),
        ],
        subcommands: [
            Command(
                "validate",
                "Check files as the server would, and tell all that is wrong with line and column",
                discussion: """
                    Nothing is sent anywhere. The exit code is 0 if every file can be used, and 1 if one cannot; with \
                    --strict warnings count as well.
                    """,
                arguments: [.flowFiles],
                options: [FlowReport.Format.option, .flag("strict", "Fail for warnings too")],
                run: validate
            ),
            Command(
                "deploy",
                "Create or update the flows of files on a server",
                discussion: """
                    Every file is checked first; if one cannot be used, nothing is sent. What the server has already is \
                    left alone. Nothing is deleted unless --delete and --yes are said.
                    """,
                arguments: [.flowFiles],
                options: APIClient.tenantOptions + [
                    .text("namespace", "NAME", short: "n", "Take flows of this namespace and those below it only"),
                    .flag("dry-run", "Show what would change, and change nothing"),
                    .flag("delete", "Delete what the namespace has and no file declares"), .confirmation,
                ],
                run: deploy
            ),
            Command(
                "list",
                "List the flows of a namespace and those below it, or of all",
                arguments: [CommandArgument("namespace", count: .optional, "The namespace")],
                options: APIClient.tenantOptions + [.limit, .matching]
            ) { invocation in
                let api = try APIClient(invocation)
                let query = .matching(invocation) + (invocation.text("namespace").map { .namespace($0) } ?? [])
                let limit = invocation.integer("limit") ?? 1000
                let flows = try await api.search("\(try api.tenantPath)/flows/search", query: query, limit: limit)
                Listing.flows.write(flows, invocation)
                return .success
            },
            Command(
                "export",
                "Write the declaration of a flow, or those of a namespace as a ZIP archive",
                arguments: [
                    CommandArgument("namespace", "The namespace, with those below it if no flow is named"),
                    CommandArgument("id", count: .optional, "The flow"),
                ],
                options: APIClient.tenantOptions + [
                    .text("to", "FILE", "The file, instead of standard output; it must not be there yet")
                ],
                run: export
            ),
            Command(
                "diff",
                "Compare the flows of files with those of a server",
                discussion: "The exit code is 0 if the server has all of them as they are, and 1 if not.",
                arguments: [.flowFiles],
                options: APIClient.tenantOptions,
                run: diff
            ),
        ]
    )

    private static func validate(_ invocation: Invocation) async throws -> ExitCode {
        let report = FlowReport(try FlowFile.read(invocation.texts("file")))
        let format = FlowReport.Format(invocation)
        invocation.console.write(report.text(format))
        if format == .text { invocation.console.writeError(report.summary + "\n") }
        let isGood = report.count(.error) == 0 && !(invocation.flag("strict") && report.count(.warning) > 0)
        return isGood ? .success : .failure
    }

    /// Reads files that must be free of errors; what is wrong is written to standard error.
    private static func goodFiles(_ invocation: Invocation) throws -> [FlowFile] {
        let files = try FlowFile.read(invocation.texts("file"))
        let report = FlowReport(files)
        guard report.count(.error) == 0 else {
            invocation.console.writeError(report.text(.text))
            throw CommandFailure(.data, "\(report.summary); nothing was sent")
        }
        return files
    }

    private static func deploy(_ invocation: Invocation) async throws -> ExitCode {
        let files = try goodFiles(invocation)
        let (namespace, deletes) = (invocation.text("namespace"), invocation.flag("delete"))
        guard !deletes || namespace != nil else {
            throw CommandFailure(.usage, "--delete needs --namespace, which says what is compared")
        }
        let api = try APIClient(invocation)
        let deployment = try await FlowDeployment(files, within: namespace, deletes: deletes, api)
        let result = JSON.array(deployment.steps.map(\.json))
        if invocation.flag("dry-run") {
            invocation.console.write(result, as: invocation.format) {
                deployment.changes.map { "\($0.diff)\n" }.joined()
            }
            tell(deployment, "would be", invocation)
            return .success
        }
        let deletions = deployment.changes.filter { $0.action == .delete }
        if !deletions.isEmpty {
            let names = deletions.map { "`\($0.namespace)/\($0.id)`" }.joined(separator: ", ")
            try invocation.confirm(deletions.count == 1 ? "the flow \(names)" : "the flows \(names)")
        }
        try await deployment.run(api) { step in
            guard invocation.format == .text else { return }
            invocation.console.writeError("\(step.action.rawValue)d `\(step.namespace)/\(step.id)`\n".printableLine)
        }
        invocation.console.write(result, as: invocation.format) { "" }
        tell(deployment, "were", invocation)
        return .success
    }

    private static func tell(_ deployment: FlowDeployment, _ verb: String, _ invocation: Invocation) {
        guard invocation.format == .text else { return }
        let counts = [FlowDeployment.Action.create, .update, .delete].map { action in
            "\(deployment.steps.count { $0.action == action }) \(verb) \(action.rawValue)d"
        }
        let rest = deployment.steps.count - deployment.changes.count
        invocation.console.writeError((counts + ["\(rest) the same"]).joined(separator: ", ") + "\n")
    }

    private static func export(_ invocation: Invocation) async throws -> ExitCode {
        let api = try APIClient(invocation)
        let namespace = try invocation.require("namespace")
        let output = try invocation.text("to").map { try OutputHandle(path: $0) } ?? OutputHandle()
        do {
            if let id = invocation.text("id") {
                guard let source = try await api.flowSource(namespace: namespace, id: id) else {
                    throw CommandFailure(.failure, "there is no flow `\(id)` in `\(namespace)`")
                }
                _ = output.write(Array(source.utf8))
            } else {
                let path: APIPath = "\(try api.tenantPath)/flows/export/by-query"
                try await api.download(path, query: .namespace(namespace)) { output.write($0) }
            }
            try output.finish()
        } catch {
            output.abandon()
            throw error
        }
        return .success
    }

    private static func diff(_ invocation: Invocation) async throws -> ExitCode {
        let files = try goodFiles(invocation)
        let deployment = try await FlowDeployment(files, within: nil, deletes: false, try APIClient(invocation))
        invocation.console.write(.array(deployment.steps.map(\.json)), as: invocation.format) {
            deployment.changes.map { "\($0.diff)\n" }.joined()
        }
        return deployment.changes.isEmpty ? .success : .failure
    }
}

extension CommandArgument {
    fileprivate static let flowFiles = CommandArgument(
        "file",
        count: .many,
        "A file, a folder whose `.yaml` and `.yml` files are meant, or `-` for standard input"
    )
}

extension Listing {
    fileprivate static let flows = Listing([
        ("namespace", "namespace"), ("id", "id"), ("revision", "revision"), ("disabled", "disabled"),
        ("draft", "draft"), ("updated", "updated"),
    ])
}

extension String {
    /// A line whose control characters are made visible, but for its end.
    fileprivate var printableLine: String { String(dropLast()).printable + "\n" }
}
