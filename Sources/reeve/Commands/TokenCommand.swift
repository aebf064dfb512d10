import JSON
import Terminal

extension Command {
    /// `reeve token`: API tokens of oneself, of a user, or of a service account.
    static let token = Command(
        "token",
        "Manage API tokens: one's own, or those of a user or a service account",
        options: APIClient.tenantOptions + [
            .text("user", "USER", "Whose tokens: a user's identifier or name"),
            .text("service-account", "ID", "Whose tokens: a service account's identifier"),
        ],
        examples: [("reeve token create ci --max-age P90D > token", "keep a new token in a file")],
        subcommands: [
            Command("list", "List tokens, without their values") { invocation in
                let api = try APIClient(invocation)
                let tokens = try await api.call("GET", try await api.tokens(invocation))
                Listing.tokens.write(tokens["results"]?.array ?? [], invocation)
                return .success
            },
            Command(
                "create",
                "Make a token and write its value to standard output, this once",
                arguments: [CommandArgument("name", "Its name: lower-case letters, digits and `-`")],
                options: [
                    .text("description", "TEXT", "What it is for"),
                    .text("max-age", "DURATION", "How long it is valid, as in P90D; for ever if it is not said"),
                    .flag("extended", "Every use makes it valid for that long again"),
                ]
            ) { invocation in
                let api = try APIClient(invocation)
                var body: JSONObject = ["name": .string(try invocation.require("name"))]
                if let text = invocation.text("description") { body["description"] = .string(text) }
                if let age = invocation.text("max-age") { body["maxAge"] = .string(age) }
                if invocation.flag("extended") { body["extended"] = true }
                let token = try await api.call("POST", try await api.tokens(invocation), body: .object(body))
                invocation.console.write(token, as: invocation.format) { "\(token["fullToken"]?.string ?? "")\n" }
                if invocation.format == .text {
                    invocation.console.writeError(
                        "token \(token["id"]?.string ?? "") was made; its value is not shown again\n"
                    )
                }
                return .success
            },
            Command("revoke", "Revoke a token", arguments: [CommandArgument("id", "The token's identifier")]) {
                invocation in
                let api = try APIClient(invocation)
                let id = try invocation.require("id")
                try await api.call("DELETE", "\(try await api.tokens(invocation))/\(id)")
                invocation.report("token `\(id)` was revoked", ["id": .string(id)])
                return .success
            },
        ]
    )
}

extension APIClient {
    /// The path of the tokens that a command is about.
    fileprivate func tokens(_ invocation: Invocation) async throws -> APIPath {
        switch (invocation.text("user"), invocation.text("service-account")) {
        case (nil, nil):
            return "/api/v1/me/api-tokens"
        case (let user?, nil):
            return "/api/v1/users/\(try await userID(user))/api-tokens"
        case (nil, let account?):
            return hasTenant
                ? "\(try tenantPath)/service-accounts/\(account)/api-tokens"
                : "/api/v1/service-accounts/\(account)/api-tokens"
        case (_?, _?):
            throw CommandFailure(.usage, "--user and --service-account exclude each other")
        }
    }
}

extension Listing {
    fileprivate static let tokens = Listing([
        ("id", "id"), ("name", "name"), ("begins with", "prefix"), ("made", "iat"), ("ends", "exp"),
        ("last used", "lastUsed"),
    ])
}
