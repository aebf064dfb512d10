import Access
import JSON
import Postgres
import Tenancy

/// Answers the names of namespaces that hold what somebody has typed, and those of some that were chosen before.
struct AutocompleteNamespaces: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/namespaces/autocomplete"
    static let id = "autocompleteNamespaces"
    static let summary = "List namespaces for autocomplete"
    static let permission = Permission(.namespace, .list)
    static let body = RequestBody.json()
    static let fields = Autocomplete.fields

    let autocomplete: Autocomplete

    var target: Target { .anywhere }

    init(_ request: Request) throws {
        self.autocomplete = try Autocomplete(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let visible = principal.grants.visibleNamespaces(for: Self.permission)
        let names = autocomplete.chosen.compactMap { Namespace.Name($0) }
        let chosen = try await Namespace.list(names, among: visible, in: principal.tenant, tx).map(\.name)
        let typed = try await Namespace.find(autocomplete.search, among: visible, in: principal.tenant, tx)
        let rest = typed.elements.map(\.name).filter { !chosen.contains($0) }
        return JSON(strings: (chosen + rest).map(\.description))
    }
}
