import Access
import Postgres
import Tenancy

/// Answers a role.
struct GetRole: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/roles/{id}"
    static let id = "getRole"
    static let summary = "Retrieve a role"
    static let permission = Permission(.role, .view)

    let id: Role.ID
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> RoleDetail {
        RoleDetail(role: try await .get(id, in: principal.tenant, templates: templates, tx))
    }
}
