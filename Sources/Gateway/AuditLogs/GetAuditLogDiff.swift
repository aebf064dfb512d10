import Access
import Audit
import Postgres
import Tenancy

/// Answers how an object of a tenant looked before and after a record.
struct GetAuditLogDiff: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/auditlogs/{id}/diff"
    static let id = "getResourceDiffFromAuditLog"
    static let summary = "Retrieve the diff between audit logs"
    static let permission = Permission(.auditlog, .view)
    static let fields = AuditLogComparison.fields

    let comparison: AuditLogComparison

    init(_ request: Request) throws {
        self.comparison = try AuditLogComparison(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> AuditLogDiff {
        try await comparison.compare(in: AuditStore(of: principal.tenant), tx)
    }
}
