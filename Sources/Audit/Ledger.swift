public import Postgres
import Tenancy

/// Where records go: into the transaction of what they record.
public struct Ledger: Sendable {
    private let redactor: Redactor

    /// Makes a ledger.
    ///
    /// - Parameter redactor: Keeps secrets out of the records.
    public init(redactor: Redactor) {
        self.redactor = redactor
    }

    /// Adds the records of what a call changed; they are sent with the next statement or the commit, and are there if it is.
    ///
    /// - Parameters:
    ///   - changes: What changed: one record each.
    ///   - event: What is the same for all of them.
    ///   - tx: The transaction of the change.
    /// - Throws: `DatabaseError` for a text that Postgres cannot hold.
    public func record(
        _ changes: [RecordedChange],
        as event: AuditRecord,
        in tx: borrowing Transaction
    ) throws(DatabaseError) {
        for change in changes {
            try tx.enqueue(Self.insertion(of: event.recording(change, by: redactor)))
        }
    }

    private static func insertion(of record: AuditRecord) -> SQL {
        let bytes = record.encoded()
        return """
            insert into audit_event (
              tenant_id, occurred_at, event_id, type, permission, actor_id, actor_name, on_behalf_of, resource_kind, resource_id,
              namespace, outcome, source_address, request_id, trace_id, record, digest
            ) values (
              \(record.tenant), \(record.occurredAt), \(record.id), \(record.type.rawValue), \(record.permission),
              \(record.actor.id), \(record.actor.name), \(record.onBehalfOf?.id), \(record.resource.kind.rawValue), \(record.resource.id),
              \(record.resource.namespace?.description), \(record.outcome.rawValue), \(record.source.address),
              \(record.requestID), \(record.traceID), \(bytes), \(AuditRecord.leafHash(of: bytes))
            )
            """
    }
}
