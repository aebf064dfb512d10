import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Makes a group, with members if some are named.
struct CreateGroup: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/groups"
    static let id = "createGroup"
    static let summary = "Create a group"
    static let permission = Permission(.group, .create)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("name", "string", required: true, "The name, 1 to 255 characters; no other group of the tenant has it."),
        .body("description", "string", "What the group is for."),
        .body("membersId", "[string]", "Accounts that the tenant knows, to be members."),
    ]

    let group: UserGroup
    let members: [Account.ID]

    init(_ request: Request) throws {
        var fields = try request.fields()
        let name = fields.required("name", .string(length: 1...255))
        let description = fields.optional("description", .string(length: 0...2000))
        self.members = fields.optional("membersId", .list(of: .identifier(), count: 0...10_000), default: [])
        self.group = UserGroup(id: .ordered(), name: try fields.finish(name), description: description)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<GroupDetail> {
        try await group.create(in: principal.tenant, tx)
        try await UserGroup.add(members, to: group.id, in: principal.tenant, tx)
        return Recorded(GroupDetail(group: group), group.changed(from: nil, to: group))
    }
}
