import JSON
import Terminal

extension Command {
    /// `reeve secret`: the secrets of namespaces, whose values are written and never read.
    static let secret = Command(
        "secret",
        "Manage the secrets of namespaces",
        discussion:
            "Values come from standard input or from a file, never from the command line, and are never shown again.",
        options: APIClient.tenantOptions,
        examples: [
            ("reeve secret set company.team DB_PASSWORD < password", "store a value, or rotate it"),
            ("reeve secret list company.team", "list what a namespace has"),
        ],
        subcommands: [
            Command(
                "list",
                "List the secrets of a namespace, or of all",
                arguments: [CommandArgument("namespace", count: .optional, "The namespace")],
                options: [.limit, .matching]
            ) { invocation in
                let api = try APIClient(invocation)
                let path: APIPath =
                    if let namespace = invocation.text("namespace") {
                        "\(try api.tenantPath)/namespaces/\(namespace)/secrets"
                    } else {
                        "\(try api.tenantPath)/secrets"
                    }
                let limit = invocation.integer("limit") ?? 1000
                let secrets = try await api.search(path, query: .matching(invocation), limit: limit)
                Listing.secrets.write(secrets, invocation)
                return .success
            },
            Command(
                "set",
                "Store a secret, or give it a new value",
                discussion: "One line end behind the value is left out, unless --raw is given.",
                arguments: [.namespace, .key],
                options: [
                    .text("from-file", "FILE", "Where the value is, instead of standard input"),
                    .flag("raw", "Keep the value as it is, with a line end behind it"),
                    .text("description", "TEXT", "What the secret is for"),
                    .text("tag", "NAME=VALUE", isRepeated: true, "A mark"),
                ],
                run: setSecret
            ),
            Command("describe", "Show what is known of a secret, and its versions", arguments: [.namespace, .key]) {
                invocation in
                let api = try APIClient(invocation)
                let (namespace, key) = (try invocation.require("namespace"), try invocation.require("key"))
                let path: APIPath = "\(try api.tenantPath)/namespaces/\(namespace)/secrets"
                let versions = try await api.call("GET", "\(path)/\(key)/versions")
                let matches = try await api.search(path, query: [("filters[name][EQUALS]", key)], limit: 10)
                let known = matches.first { $0["key"]?.string == key }
                guard var secret = known?.object else {
                    throw CommandFailure(.failure, "there is no secret `\(key)` in `\(namespace)`")
                }
                secret["versions"] = versions["results"] ?? versions
                Listing.secret.write(.object(secret), invocation)
                return .success
            },
            Command(
                "delete",
                "Delete a secret with all its versions",
                arguments: [.namespace, .key],
                options: [.confirmation]
            ) { invocation in
                let api = try APIClient(invocation)
                let (namespace, key) = (try invocation.require("namespace"), try invocation.require("key"))
                try invocation.confirm("the secret `\(key)` of `\(namespace)`")
                try await api.call("DELETE", "\(try api.tenantPath)/namespaces/\(namespace)/secrets/\(key)")
                invocation.report(
                    "secret `\(key)` was deleted",
                    ["namespace": .string(namespace), "key": .string(key)]
                )
                return .success
            },
        ]
    )

    private static func setSecret(_ invocation: Invocation) async throws -> ExitCode {
        let api = try APIClient(invocation)
        let (namespace, key) = (try invocation.require("namespace"), try invocation.require("key"))
        let path: APIPath = "\(try api.tenantPath)/namespaces/\(namespace)/secrets"
        let tags = try invocation.texts("tag").map { text throws(CommandFailure) -> JSON in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw CommandFailure(.usage, "`--tag`: expected NAME=VALUE, found `\(text)`")
            }
            return [
                "key": .string(String(text[..<equals])), "value": .string(String(text[text.index(after: equals)...])),
            ]
        }
        var body: JSONObject = ["key": .string(key), "value": .string(try secretValue(invocation))]
        if let text = invocation.text("description") { body["description"] = .string(text) }
        if !tags.isEmpty { body["tags"] = .array(tags) }
        let answer = try await api.call("PUT", path, body: .object(body))
        let secret = answer.array?.first { $0["key"]?.string == key } ?? answer
        let version = secret["version"]?.integer.map { ", version \($0)" } ?? ""
        invocation.report("secret `\(key)` of `\(namespace)` was stored\(version)", secret)
        return .success
    }

    private static func secretValue(_ invocation: Invocation) throws -> String {
        // The server says which size it takes; this only keeps from reading without end.
        let limit = 1 << 20
        var value: String
        if let path = invocation.text("from-file") {
            value = try InputHandle.text(of: path, limit: limit)
        } else if InputHandle.isInteractive {
            value = try InputHandle.unseen("Value", invocation.console)
        } else {
            value = try InputHandle.standardInput(limit: limit)
        }
        // A line feed behind a carriage return is one character with it.
        if !invocation.flag("raw"), value.last?.isNewline == true { value.removeLast() }
        guard !value.isEmpty else { throw CommandFailure(.data, "the value is empty; nothing was stored") }
        return value
    }
}

extension CommandArgument {
    fileprivate static let namespace = CommandArgument("namespace", "The namespace")
    fileprivate static let key = CommandArgument("key", "The secret's key")
}

extension Listing {
    fileprivate static let secrets = Listing([
        ("namespace", "namespace"), ("key", "key"), ("version", "version"), ("updated", "updatedAt"),
        ("description", "description"),
    ])
    fileprivate static let secret = Listing([
        ("namespace", "namespace"), ("key", "key"), ("version", "version"), ("made", "createdAt"),
        ("updated", "updatedAt"),
        ("description", "description"), ("versions", "versions.version"),
    ])
}
