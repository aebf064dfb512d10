import Access
import Audit
import Postgres
import Tenancy

/// Exports the records of a tenant; that it was done, and by which filters, is recorded.
struct ExportAuditLogs: APIOperation, Change {
    static let route: Route = "GET /api/v1/{tenant}/auditlogs/export"
    static let id = "exportAuditLogs"
    static let summary = "Export audit logs as a streamed CSV file"
    static let permission = Permission(.auditlog, .export)
    static let fields = AuditLogExport.fields

    let export: AuditLogExport

    init(_ request: Request) throws {
        self.export = try AuditLogExport(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<StreamedReply> {
        try await export.begin(in: AuditStore(of: principal.tenant), rest: Rest.init, tx)
    }

    /// Reads on.
    struct Rest: PartRead {
        static let permission = ExportAuditLogs.permission

        let position: AuditLogExport.Position

        func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ReplyPart {
            try await AuditLogExport.part(at: position, in: AuditStore(of: principal.tenant), rest: Rest.init, tx)
        }
    }
}
