import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the records of the instance and all its tenants that a search finds.
struct SearchAuditLogsForAllTenants: APIOperation, Read {
    static let route: Route = "GET /api/v1/auditlogs/search"
    static let id = "searchAuditLogsForAllTenants"
    static let summary = "Search for audit logs across all tenants"
    static let permission = Permission(.auditlog, .list)
    static let scope = Scope.instance
    static let fields = AuditLogSearch.fields

    let search: AuditLogSearch

    init(_ request: Request) throws {
        self.search = try AuditLogSearch(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> AuditLogPage {
        try await search.find(in: nil, tx)
    }
}
