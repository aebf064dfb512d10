import JSON
import Terminal

extension Command {
    /// `reeve scim`: the integrations by which identity providers provision a tenant.
    static let scim = Command(
        "scim",
        "Manage the SCIM integrations of a tenant",
        options: APIClient.tenantOptions,
        examples: [
            ("reeve scim create-integration entra > token", "the token to give to the identity provider"),
            ("reeve scim probe 0198... --integration-token-file token", "see whether the endpoint answers"),
        ],
        subcommands: [
            Command(
                "create-integration",
                "Make an integration and write its token to standard output, this once",
                arguments: [CommandArgument("name", "Its name: lower-case letters, digits and `-`")],
                options: [
                    .text("description", "TEXT", "What it is for; its name if it is not said"),
                    .choice(
                        "profile",
                        of: ["strict", "entra", "okta"],
                        default: "strict",
                        "Whose departures from the standard are understood"
                    ),
                ]
            ) { invocation in
                let api = try APIClient(invocation)
                let name = try invocation.require("name")
                let answer = try await api.call(
                    "POST",
                    "\(try api.tenantPath)/security-integrations",
                    body: [
                        "name": .string(name), "description": .string(invocation.text("description") ?? name),
                        "type": "SCIM", "profile": JSON(invocation.text("profile")),
                    ]
                )
                invocation.console.write(answer, as: invocation.format) { "\(answer["secretToken"]?.string ?? "")\n" }
                if invocation.format == .text {
                    let id = answer["id"]?.string ?? ""
                    invocation.console.writeError("integration \(id) was made; its token is not shown again\n")
                    invocation.console.writeError("endpoint: \(api.url(try api.endpoint(id)))\n")
                }
                return .success
            },
            Command("list", "List integrations", options: [.limit]) { invocation in
                let api = try APIClient(invocation)
                let found = try await api.search(
                    "\(try api.tenantPath)/security-integrations/search",
                    limit: invocation.integer("limit") ?? 1000
                )
                Listing.integrations.write(found, invocation)
                return .success
            },
            switching("enable", "Let an integration's token in again", "enabled"),
            switching("disable", "Refuse an integration's token; what it provisioned stays", "disabled"),
            Command("delete", "Delete an integration", arguments: [.integration], options: [.confirmation]) {
                invocation in
                let api = try APIClient(invocation)
                let id = try invocation.require("integration")
                try invocation.confirm("the integration `\(id)`")
                try await api.call("DELETE", "\(try api.tenantPath)/security-integrations/\(id)")
                invocation.report("integration `\(id)` was deleted", ["id": .string(id)])
                return .success
            },
            Command(
                "probe",
                "Ask an integration's endpoint what it can do, with the integration's own token",
                arguments: [.integration],
                options: [.text("integration-token-file", "FILE", "The token's file, instead of standard input")],
                run: probe
            ),
        ]
    )

    private static func switching(_ verb: String, _ summary: String, _ done: String) -> Command {
        Command(verb, summary, arguments: [.integration]) { invocation in
            let api = try APIClient(invocation)
            let id = try invocation.require("integration")
            let answer = try await api.call("POST", "\(try api.tenantPath)/security-integrations/\(id)/\(verb)")
            invocation.report("integration `\(id)` is \(done)", answer)
            return .success
        }
    }

    private static func probe(_ invocation: Invocation) async throws -> ExitCode {
        let text =
            if let path = invocation.text("integration-token-file") {
                try InputHandle.text(of: path, limit: 4096)
            } else if InputHandle.isInteractive {
                try InputHandle.unseen("Token of the integration", invocation.console)
            } else {
                try InputHandle.standardInput(limit: 4096)
            }
        guard let token = text.split(whereSeparator: \.isNewline).first else {
            throw CommandFailure(.data, "there is no token of the integration")
        }
        let api = try APIClient(invocation, token: String(token))
        let endpoint = try api.endpoint(try invocation.require("integration"))
        let mediaType = "application/scim+json"
        let configuration = try await api.call("GET", "\(endpoint)/ServiceProviderConfig", mediaType: mediaType)
        // The provider's own first request: it shows that the token may do more than read the configuration.
        let users = try await api.call(
            "GET",
            "\(endpoint)/Users",
            query: [("startIndex", "1"), ("count", "1")],
            mediaType: mediaType
        )
        let features = ["patch", "bulk", "filter", "changePassword", "sort", "etag"].map { name in
            (name, configuration[name]?["supported"] ?? .null)
        }
        let result = JSONObject(
            [("endpoint", .string(api.url(endpoint))), ("users", users["totalResults"] ?? .null)] + features
        )
        Listing(result.keys.map { ($0, $0) }).write(.object(result), invocation)
        return .success
    }
}

extension CommandArgument {
    fileprivate static let integration = CommandArgument("integration", "The integration's identifier")
}

extension APIClient {
    /// The path that an identity provider is given.
    fileprivate func endpoint(_ integration: String) throws -> APIPath {
        "\(try tenantPath)/integrations/\(integration)/scim/v2"
    }
}

extension Listing {
    fileprivate static let integrations = Listing([
        ("id", "id"), ("name", "name"), ("type", "type"), ("profile", "profile"), ("enabled", "enabled"),
        ("description", "description"),
    ])
}
