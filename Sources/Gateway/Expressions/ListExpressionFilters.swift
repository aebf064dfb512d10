import Access
import Expressions
import JSON
import Postgres
import Tenancy

/// Answers the names of the filters that expressions have.
struct ListExpressionFilters: APIOperation, Read {
    static let route: Route = "GET /api/v1/pebble/filters"
    static let id = "getExpressionFilters"
    static let summary = "List the filters of expressions"
    static let permission = Permission(.flow, .list)
    // The same for all, so whoever is signed in may see it.
    static let scope = Scope.own

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        JSON(strings: ExpressionCatalog.filters.sorted())
    }
}
