import Access
import Audit
import Crypto
import HTTP
import JSON
import Postgres
import Tenancy

/// Two records of an object, whose states are compared.
struct AuditLogComparison: Sendable {
    static let fields: [FieldDescription] = [
        .query(
            "previousId",
            "string",
            "An earlier record of the same object; the state right before, if it is not said."
        )
    ]

    let id: UUID
    let previous: UUID?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        guard let text = request.query["previousId"] else {
            self.previous = nil
            return
        }
        guard let previous = UUID(text) else { throw GateError.hidden }
        self.previous = previous
    }

    /// The states of the object.
    ///
    /// - Throws: `AccessError.notFound`; `AuditError`.
    func compare(in store: AuditStore, _ tx: borrowing Transaction) async throws -> AuditLogDiff {
        guard let record = try await store.record(id, tx) else { throw AccessError.notFound }
        var earlier: AuditRecord?
        if let previous {
            guard let found = try await store.record(previous, tx) else { throw AccessError.notFound }
            earlier = found
        }
        guard let object = record.resource.id else {
            throw AuditError.unrebuildable(reason: "the record is about no single object")
        }
        // The object lies in the tenant of its record, also where the whole instance is searched.
        let history = try await AuditStore(of: record.tenant).history(
            of: object,
            kind: record.resource.kind,
            until: record,
            limit: AuditDiff.depth,
            tx
        )
        return AuditLogDiff(diff: try AuditDiff(of: record, since: earlier, history: history))
    }
}

/// The contract's `AuditLogDiff`: each state as the text of its JSON.
struct AuditLogDiff: JSONReply {
    let diff: AuditDiff

    var json: JSON { ["before": JSON(diff.before.text), "after": JSON(diff.after.text)] }
}
