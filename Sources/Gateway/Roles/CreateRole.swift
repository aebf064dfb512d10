import Access
import Audit
import Postgres
import Tenancy

/// Makes a role; the caller must have every right that it grants.
struct CreateRole: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/roles"
    static let id = "createRole"
    static let summary = "Create a role"
    static let permission = Permission(.role, .create)
    static let body = RequestBody.json()
    static let fields = RoleRequest.fields

    let role: Role

    init(_ request: Request) throws {
        let body = try RoleRequest(request)
        self.role = Role(
            id: .ordered(),
            name: body.name,
            description: body.description,
            isDefault: body.isDefault,
            permissions: body.permissions
        )
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<RoleDetail> {
        try principal.requireRights(role.permissions)
        try await role.create(in: principal.tenant, tx)
        return Recorded(RoleDetail(role: role), role.changed(from: nil, to: role))
    }
}
