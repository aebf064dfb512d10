import JSON
import Postgres
import Tenancy

extension ExecutionMessage {
    /// What is read of a message `m`.
    static let read: SQL = "m.message_id, m.execution_id, m.content"

    /// Posts messages, in this order.
    static func insert(
        _ messages: [(execution: ExecutionID, content: Content)],
        in tenant: Tenant.ID
    ) throws(ExecutionStoreError) -> SQL {
        var texts: [String] = []
        for message in messages { texts.append(try message.execution.document(message.content.json, "message")) }
        return """
            insert into execution_message (tenant_id, message_id, shard, execution_id, content)
            select \(tenant), w.* from unnest(
              \(messages.map { _ in ID.ordered() }), \(messages.map(\.execution.shard)), \(messages.map(\.execution)), \(texts)
            ) as w
            """
    }

    /// Reads the columns ``read``; `nil` for a message that this release does not know.
    static func read(_ row: Row) throws(DatabaseError) -> ExecutionMessage? {
        var reader = RowReader(row)
        let (id, execution): (ID, ExecutionID) = (try reader.next(), try reader.next())
        guard let content = Content(try reader.json() ?? nil) else { return nil }
        return ExecutionMessage(id: id, execution: execution, content: content)
    }
}
