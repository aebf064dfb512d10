import Access
import JSON
import Postgres
import Tenancy

/// Answers every right that a role can hold: the resources, and the actions of each.
struct ListPermissions: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/acls/permissions"
    static let id = "listPermissions"
    static let summary = "List the permissions that roles can hold"
    static let permission = Permission(.role, .list)
    // The same for all, so whoever belongs to the tenant may see it.
    static let scope = Scope.own

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        PermissionSet.grantable.json
    }
}
