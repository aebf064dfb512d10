import Access
import Postgres
import Tenancy

/// Answers the roles whose names hold what somebody has typed, and those of some identifiers.
struct AutocompleteRoles: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/roles/autocomplete"
    static let id = "autocompleteRoles"
    static let summary = "List roles for autocomplete"
    static let permission = Permission(.role, .list)
    static let body = RequestBody.json()
    static let fields = Autocomplete.fields

    let autocomplete: Autocomplete
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.autocomplete = try Autocomplete(request)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [RoleSummary] {
        let tenant = principal.tenant
        let chosen = try await Role.list(autocomplete.identifiers(), in: tenant, templates: templates, tx)
        let typed = try await Role.find(autocomplete.search, in: tenant, templates: templates, tx).elements
        let ids = Set(chosen.map(\.id))
        return (chosen + typed.filter { !ids.contains($0.id) }).map(RoleSummary.init)
    }
}
