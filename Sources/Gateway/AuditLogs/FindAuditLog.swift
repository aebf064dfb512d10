import Access
import Audit
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the newest record that has some details.
struct FindAuditLog: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/auditlogs/find"
    static let id = "findAuditLog"
    static let summary = "Find a specific audit log"
    static let permission = Permission(.auditlog, .view)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("resource", "Resource", "What the record is about."),
        .body("type", "AuditableAction", "What happened."),
        .body("detail", "map", "Details of the record: `id`, `namespace`."),
    ]

    let filter: AuditFilter

    init(_ request: Request) throws {
        var fields = try request.fields()
        let resource = fields.optional("resource", FieldRule<Resource>.oneOf)
        let type = fields.optional("type", FieldRule<AuditRecord.EventType>.oneOf)
        let detail = fields.optional("detail", .map(of: .string, count: 0...16), default: [])
        _ = try fields.finish()
        var conditions = detail.map { name, value in
            QueryFilter.Condition(.details, key: name, .equals, [value], parameter: "detail.\(name)")
        }
        if let resource {
            conditions.append(QueryFilter.Condition(.resources, .equals, [resource.rawValue], parameter: "resource"))
        }
        if let type {
            conditions.append(QueryFilter.Condition(.type, .equals, [type.rawValue], parameter: "type"))
        }
        self.filter = try AuditFilter(conditions.isEmpty ? nil : .and(conditions.map { .condition($0) }))
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> AuditLogItem {
        let (item, _) = try await AuditStore(of: principal.tenant).items(filter, size: 1, tx)
        guard !item.isEmpty else { throw AccessError.notFound }
        return AuditLogItem(bytes: item)
    }
}

/// The contract's `ApiAuditLogItem`.
struct AuditLogItem: Reply {
    /// The item in compact JSON.
    let bytes: [UInt8]

    func response(to request: Request, status: Status) -> Response {
        Response(status, headers: ["content-type": "application/json"], body: .bytes(bytes))
    }
}
