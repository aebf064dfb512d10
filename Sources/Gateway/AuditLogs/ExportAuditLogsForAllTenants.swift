import Access
import Audit
import Postgres
import Tenancy

/// Exports the records of the instance and all its tenants; that it was done, and by which filters, is recorded.
struct ExportAuditLogsForAllTenants: APIOperation, Change {
    static let route: Route = "GET /api/v1/auditlogs/export"
    static let id = "exportAuditLogsForAllTenants"
    static let summary = "Export the audit logs of the instance and all tenants as a streamed CSV file"
    static let permission = Permission(.auditlog, .export)
    static let scope = Scope.instance
    static let fields = AuditLogExport.fields

    let export: AuditLogExport

    init(_ request: Request) throws {
        self.export = try AuditLogExport(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<StreamedReply> {
        try await export.begin(in: AuditStore(of: nil), rest: Rest.init, tx)
    }

    /// Reads on.
    struct Rest: PartRead {
        static let permission = ExportAuditLogsForAllTenants.permission
        static let scope = Scope.instance

        let position: AuditLogExport.Position

        func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ReplyPart {
            try await AuditLogExport.part(at: position, in: AuditStore(of: nil), rest: Rest.init, tx)
        }
    }
}
