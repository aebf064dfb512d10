import Access
import Postgres
import Tenancy

/// Answers a page of the roles that a search finds.
struct SearchRoles: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/roles/search"
    static let id = "searchRoles"
    static let summary = "Search for roles"
    static let permission = Permission(.role, .list)
    static let fields = FieldDescription.search(Role.scheme)

    let search: Search
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.search = try Role.scheme.parse(request.queryPairs)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<RoleSummary> {
        Page(try await Role.find(search, in: principal.tenant, templates: templates, tx), RoleSummary.init)
    }
}
