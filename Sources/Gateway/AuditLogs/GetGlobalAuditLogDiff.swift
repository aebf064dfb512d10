import Access
import Audit
import Postgres
import Tenancy

/// Answers how an object of the instance or of any tenant looked before and after a record.
struct GetGlobalAuditLogDiff: APIOperation, Read {
    static let route: Route = "GET /api/v1/auditlogs/{id}/diff"
    static let id = "getGlobalResourceDiffFromAuditLog"
    static let summary = "Retrieve the diff between audit logs of any tenant or of the instance"
    static let permission = Permission(.auditlog, .view)
    static let scope = Scope.instance
    static let fields = AuditLogComparison.fields

    let comparison: AuditLogComparison

    init(_ request: Request) throws {
        self.comparison = try AuditLogComparison(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> AuditLogDiff {
        try await comparison.compare(in: AuditStore(of: nil), tx)
    }
}
