import Access
import Audit
import HTTP
import Postgres
import Tenancy

/// Deletes a role that is not bound.
struct DeleteRole: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/roles/{id}"
    static let id = "deleteRole"
    static let summary = "Delete a role"
    static let permission = Permission(.role, .delete)
    static let status: Status = .noContent

    let id: Role.ID
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let role = try await Role.lock(id, in: principal.tenant, templates: templates, tx)
        try role.requireOwn()
        try await Role.delete(id, in: principal.tenant, tx)
        return Recorded(NoContent(), role.changed(from: role, to: nil))
    }
}
