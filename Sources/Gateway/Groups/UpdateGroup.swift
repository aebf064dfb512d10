import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Gives a group another name and description.
struct UpdateGroup: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/groups/{id}"
    static let id = "updateGroup"
    static let summary = "Update a group"
    static let permission = Permission(.group, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("name", "string", required: true, "The name, 1 to 255 characters; no other group of the tenant has it."),
        .body("description", "string", "What the group is for."),
    ]

    let id: UserGroup.ID
    let name: String
    let description: String?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        var fields = try request.fields()
        let name = fields.required("name", .string(length: 1...255))
        self.description = fields.optional("description", .string(length: 0...2000))
        self.name = try fields.finish(name)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<GroupDetail> {
        let before = try await UserGroup.get(id, in: principal.tenant, tx)
        try before.requireOwn()
        var after = before
        after.name = name
        after.description = description
        try await after.update(in: principal.tenant, tx)
        return Recorded(GroupDetail(group: after), after.changed(from: before, to: after))
    }
}
