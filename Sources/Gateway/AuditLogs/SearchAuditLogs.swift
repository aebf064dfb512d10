import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the records of a tenant that a search finds.
struct SearchAuditLogs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/auditlogs/search"
    static let id = "searchAuditLogs"
    static let summary = "Search for audit logs"
    static let permission = Permission(.auditlog, .list)
    static let fields = AuditLogSearch.fields

    let search: AuditLogSearch

    init(_ request: Request) throws {
        self.search = try AuditLogSearch(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> AuditLogPage {
        try await search.find(in: principal.tenant, tx)
    }
}
