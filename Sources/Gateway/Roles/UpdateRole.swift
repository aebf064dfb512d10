import Access
import Audit
import Postgres
import Tenancy

/// Changes a role; the caller must have every right that it adds.
struct UpdateRole: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/roles/{id}"
    static let id = "updateRole"
    static let summary = "Update a role"
    static let permission = Permission(.role, .update)
    static let body = RequestBody.json()
    static let fields = RoleRequest.fields

    let id: Role.ID
    let request: RoleRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.request = try RoleRequest(request)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<RoleDetail> {
        let before = try await Role.lock(id, in: principal.tenant, templates: templates, tx)
        try before.requireOwn()
        let after = Role(
            id: id,
            name: request.name,
            description: request.description,
            isDefault: request.isDefault,
            permissions: request.permissions
        )
        // A role that becomes a default one is given to all who come.
        let isGivenAway = after.isDefault && !before.isDefault
        try principal.requireRights(
            isGivenAway ? after.permissions : after.permissions.subtracting(before.permissions)
        )
        try await after.update(in: principal.tenant, tx)
        return Recorded(RoleDetail(role: after), after.changed(from: before, to: after))
    }
}
