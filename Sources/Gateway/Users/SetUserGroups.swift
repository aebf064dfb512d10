import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Makes a user a member of some groups, and of no others but provisioned ones; the caller must have every right that this adds.
struct SetUserGroups: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/users/{id}/groups"
    static let id = "updateUserGroups"
    static let summary = "Update a user's groups"
    static let permission = Permission(.user, .manageGroupMembership)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("groupIds", "[string]", required: true, "The groups.")
    ]

    let id: Account.ID
    let groups: [UserGroup.ID]
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        var fields = try request.fields()
        let groups = fields.required("groupIds", .list(of: .identifier(), count: 0...1000) as FieldRule<[UserGroup.ID]>)
        self.groups = try fields.finish(groups)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let before = try await TenantMember.get(id, in: principal.tenant, tx)
        let added = Set(groups).subtracting(before.groups.map(\.group))
        try principal.requireRights(
            of: try await TenantMember.assignments(ofGroups: added, in: principal.tenant, templates: templates, tx)
        )
        try await TenantMember.setGroups(groups, of: id, in: principal.tenant, tx)
        let after = try await TenantMember.get(id, in: principal.tenant, tx)
        return Recorded(NoContent(), after.changed(from: before, to: after))
    }
}
