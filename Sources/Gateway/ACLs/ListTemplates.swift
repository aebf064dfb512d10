import Access
import JSON
import Postgres
import Tenancy

/// Answers what each managed role grants.
struct ListTemplates: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/acls/templates"
    static let id = "listTemplates"
    static let summary = "List the permissions of the managed roles"
    static let permission = Permission(.role, .list)
    // The same for all, so whoever belongs to the tenant may see it.
    static let scope = Scope.own

    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        templates.json
    }
}
