import Access
import Audit
import Postgres
import Tenancy

/// Answers the groups whose names hold what somebody has typed, and those of some identifiers.
struct AutocompleteGroups: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/groups/autocomplete"
    static let id = "autocompleteGroups"
    static let summary = "List groups for autocomplete"
    static let permission = Permission(.group, .list)
    static let body = RequestBody.json()
    static let fields = Autocomplete.fields

    let autocomplete: Autocomplete

    init(_ request: Request) throws {
        self.autocomplete = try Autocomplete(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [GroupSummary] {
        let chosen = try await UserGroup.list(autocomplete.identifiers(), in: principal.tenant, tx)
        let typed = try await UserGroup.find(autocomplete.search, in: principal.tenant, tx).elements
        let ids = Set(chosen.map(\.id))
        return (chosen + typed.filter { !ids.contains($0.id) }).map(GroupSummary.init)
    }
}
