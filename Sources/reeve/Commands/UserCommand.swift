import JSON
import Terminal

extension Command {
    /// `reeve user`: the people of the instance.
    static let user = Command(
        "user",
        "Manage the users of the instance",
        options: APIClient.options,
        examples: [
            ("reeve user create ann@example.com --first-name Ann --access acme", "make a user of a tenant"),
            ("reeve user password ann@example.com", "set a password, typed unseen"),
        ],
        subcommands: [
            Command("list", "List users", options: [.limit, .matching]) { invocation in
                let users = try await APIClient(invocation).search(
                    "/api/v1/users",
                    query: .matching(invocation),
                    limit: invocation.integer("limit") ?? 1000
                )
                Listing.users.write(users, invocation)
                return .success
            },
            Command(
                "create",
                "Make a user",
                arguments: [CommandArgument("email", "The e-mail address, which is the user name too")],
                options: [
                    .text("first-name", "NAME", "The given name"),
                    .text("last-name", "NAME", "The family name"),
                    .text("access", "TENANT", isRepeated: true, "A tenant that the user may enter"),
                    .flag("superadmin", "The user manages the instance"),
                    .flag("with-password", "Ask for a password, or read it from standard input"),
                ],
                run: createUser
            ),
            Command("show", "Show a user", arguments: [.user]) { invocation in
                let api = try APIClient(invocation)
                let id = try await api.userID(try invocation.require("user"))
                Listing.user.write(try await api.call("GET", "/api/v1/users/\(id)"), invocation)
                return .success
            },
            Command("delete", "Delete a user with all access", arguments: [.user], options: [.confirmation]) {
                invocation in
                let user = try invocation.require("user")
                try invocation.confirm("the user `\(user)`")
                let api = try APIClient(invocation)
                let id = try await api.userID(user)
                try await api.call("DELETE", "/api/v1/users/\(id)")
                invocation.report("user `\(user)` was deleted", ["id": .string(id)])
                return .success
            },
            Command(
                "password",
                "Set a password: typed unseen, or the first line of standard input",
                arguments: [.user]
            ) { invocation in
                let user = try invocation.require("user")
                let api = try APIClient(invocation)
                let id = try await api.userID(user)
                let password = try Password.read("New password for \(user)", invocation)
                try await api.call("PATCH", "/api/v1/users/\(id)/password", body: ["password": .string(password)])
                invocation.report("the password of `\(user)` was set", ["id": .string(id)])
                return .success
            },
        ]
    )

    private static func createUser(_ invocation: Invocation) async throws -> ExitCode {
        let email = try invocation.require("email")
        let api = try APIClient(invocation)
        var body: JSONObject = ["email": .string(email), "superAdmin": .bool(invocation.flag("superadmin"))]
        if let name = invocation.text("first-name") { body["firstName"] = .string(name) }
        if let name = invocation.text("last-name") { body["lastName"] = .string(name) }
        let tenants = invocation.texts("access")
        if !tenants.isEmpty { body["tenants"] = JSON(strings: tenants) }
        if invocation.flag("with-password") {
            body["password"] = .string(try Password.read("Password for \(email)", invocation))
        }
        let user = try await api.call("POST", "/api/v1/users", body: .object(body))
        invocation.report("user `\(email)` was made: \(user["id"]?.string ?? "")", user)
        return .success
    }
}

/// A password that is typed or piped, never an argument.
enum Password {
    /// Reads a password: twice from a terminal, else the first line of standard input.
    ///
    /// - Throws: `CommandFailure` when the two differ or there is none.
    static func read(_ prompt: String, _ invocation: Invocation) throws(CommandFailure) -> String {
        guard InputHandle.isInteractive else {
            let text = try InputHandle.standardInput(limit: 4096)
            guard let line = text.split(whereSeparator: \.isNewline).first else {
                throw CommandFailure(.data, "standard input holds no password")
            }
            return String(line)
        }
        let password = try InputHandle.unseen(prompt, invocation.console)
        guard try InputHandle.unseen("Again", invocation.console) == password else {
            throw CommandFailure(.data, "the two passwords differ; nothing was changed")
        }
        guard !password.isEmpty else { throw CommandFailure(.data, "no password was typed; nothing was changed") }
        return password
    }
}

extension CommandArgument {
    /// A user by identifier or name.
    static let user = CommandArgument("user", "The user: identifier or user name")
}

extension APIClient {
    /// The identifier of a user who is named by it or by user name.
    ///
    /// - Throws: `CommandFailure` if no user has the name.
    func userID(_ user: String) async throws -> String {
        guard user.contains("@") else { return user }
        let query: Query = [("filters[username][EQUALS]", user)]
        let found = try await search("/api/v1/users", query: query, limit: 100)
        guard let match = found.first(where: { $0["username"]?.string?.lowercased() == user.lowercased() }),
            let id = match["id"]?.string
        else {
            throw CommandFailure(.failure, "there is no user `\(user)`")
        }
        return id
    }
}

extension Listing {
    fileprivate static let users = Listing([
        ("id", "id"), ("username", "username"), ("name", "displayName"), ("tenants", "tenants.id"),
        ("superadmin", "superAdmin"),
    ])
    fileprivate static let user = Listing([
        ("id", "id"), ("username", "username"), ("name", "displayName"), ("e-mail", "email"), ("tenants", "tenants.id"),
        ("groups", "groups.id"), ("sign-in", "auths.type"), ("superadmin", "superAdmin"),
    ])
}
