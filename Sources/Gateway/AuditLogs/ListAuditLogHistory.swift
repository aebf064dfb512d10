import Access
import Audit
import Crypto
import Daemon
import JSON
import Postgres
import Tenancy

/// Answers the newest records about an object.
struct ListAuditLogHistory: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/auditlogs/history/{detailId}"
    static let id = "listAuditLogFromResourceId"
    static let summary = "Find the newest 1000 audit logs about a resource"
    static let permission = Permission(.auditlog, .view)

    let id: String

    init(_ request: Request) throws {
        self.id = try request.identifier("detailId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [AuditLogOption] {
        try await AuditStore(of: principal.tenant).history(of: id, limit: 1000, tx).map(AuditLogOption.init)
    }
}

/// The contract's `AuditLogOption`.
struct AuditLogOption: JSONReply {
    let record: AuditRecord

    var json: JSON {
        [
            "id": JSON(record.id.description), "date": JSON(record.occurredAt.description),
            "username": JSON((record.onBehalfOf ?? record.actor).name),
        ]
    }
}
