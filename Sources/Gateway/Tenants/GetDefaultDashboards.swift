import Access
import JSON
import Postgres
import Tenancy

/// Answers the dashboards that a tenant shows where none is chosen.
struct GetDefaultDashboards: APIOperation, Read {
    // Named like the tenant of other paths, for it is one: its own roles decide.
    static let route: Route = "GET /api/v1/tenants/{tenant}/settings/default-dashboards"
    static let id = "getDefaultDashboards"
    static let summary = "Retrieve the default dashboards of a tenant"
    static let permission = Permission(.tenantSettings, .view)

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        DefaultDashboards.of(try await Tenant.current(principal.tenant, tx))
    }
}
