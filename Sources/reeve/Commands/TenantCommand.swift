import JSON
import Terminal

extension Command {
    /// `reeve tenant`: the tenants of the instance.
    static let tenant = Command(
        "tenant",
        "Manage the tenants of the instance",
        options: APIClient.options,
        examples: [("reeve tenant create acme --name 'Acme Ltd'", "make a tenant")],
        subcommands: [
            Command("list", "List tenants", options: [.limit, .matching]) { invocation in
                let tenants = try await APIClient(invocation).search(
                    "/api/v1/tenants/search",
                    query: .matching(invocation),
                    limit: invocation.integer("limit") ?? 1000
                )
                Listing.tenants.write(tenants, invocation)
                return .success
            },
            Command(
                "create",
                "Make a tenant",
                arguments: [CommandArgument("id", "Its name in paths: lower-case letters, digits, `-` and `_`")],
                options: [.text("name", "NAME", "Its name for people; the identifier if it is not said")]
            ) { invocation in
                let id = try invocation.require("id")
                let body: JSON = ["id": .string(id), "name": .string(invocation.text("name") ?? id)]
                let tenant = try await APIClient(invocation).call("POST", "/api/v1/tenants", body: body)
                invocation.report("tenant `\(id)` was made", tenant)
                return .success
            },
            Command("show", "Show a tenant", arguments: [CommandArgument("id", "The tenant")]) { invocation in
                let id = try invocation.require("id")
                Listing.tenants.write(try await APIClient(invocation).call("GET", "/api/v1/tenants/\(id)"), invocation)
                return .success
            },
            Command(
                "delete",
                "Delete a tenant with everything that belongs to it",
                arguments: [CommandArgument("id", "The tenant")],
                options: [.confirmation]
            ) { invocation in
                let id = try invocation.require("id")
                try invocation.confirm("the tenant `\(id)` and all that belongs to it")
                try await APIClient(invocation).call("DELETE", "/api/v1/tenants/\(id)")
                invocation.report("tenant `\(id)` was deleted", ["id": .string(id)])
                return .success
            },
        ]
    )
}

extension Listing {
    fileprivate static let tenants = Listing([("id", "id"), ("name", "name")])
}
