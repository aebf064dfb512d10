import Access
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers a page of the bindings that a search finds.
struct SearchBindings: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/bindings/search"
    static let id = "searchBindings"
    static let summary = "Search for bindings"
    static let permission = Permission(.binding, .list)
    static let fields =
        FieldDescription.search(Binding.scheme) + [
            .query("type", "USER | GROUP", "Only bindings of this type."),
            .query("id", "string", "Only bindings of the user or group with this identifier."),
            .query("namespace", "string", "Only bindings on this namespace."),
        ]

    let search: Search

    init(_ request: Request) throws {
        var search = try Binding.scheme.parse(request.queryPairs)
        var conditions = search.filter?.conjuncts ?? []
        for (name, field) in [("type", QueryFilter.Field.type), ("id", .externalID), ("namespace", .namespace)] {
            guard let value = request.query[name], !value.isEmpty else { continue }
            if field == .type {
                let _: BindingType = try request.option(name)
            }
            conditions.append(.condition(QueryFilter.Condition(field, .equals, [value], parameter: name)))
        }
        search.filter = conditions.isEmpty ? nil : .and(conditions)
        self.search = search
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<BindingDetail> {
        Page(try await Binding.find(search, in: principal.tenant, tx), BindingDetail.init)
    }
}
