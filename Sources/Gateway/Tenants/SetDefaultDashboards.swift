import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Chooses the dashboards that a tenant shows where none is chosen.
struct SetDefaultDashboards: APIOperation, Change {
    static let route: Route = "POST /api/v1/tenants/{tenant}/settings/default-dashboards"
    static let id = "setTenantDefaultDashboards"
    static let summary = "Set the default dashboards of a tenant"
    static let permission = Permission(.tenantSettings, .update)
    static let body = RequestBody.json()
    static let fields = DefaultDashboards.names.map {
        FieldDescription.body($0, "string", "The identifier of a dashboard; left out, the built-in one.")
    }

    let dashboards: JSON

    init(_ request: Request) throws {
        var fields = try request.fields()
        var object = JSONObject()
        for name in DefaultDashboards.names {
            object[name] = fields.optional(name, .kept(length: 0...255))
        }
        try fields.finish()
        self.dashboards = .object(object)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let before = try await Tenant.current(principal.tenant, toChange: true, tx)
        var after = before
        var preferences = before.settings.members["settings"]?.object ?? JSONObject()
        preferences["dashboard"] = dashboards
        after.settings.members["settings"] = .object(preferences)
        try after.update(tx)
        return Recorded(dashboards, after.changed(from: before, to: after))
    }
}
