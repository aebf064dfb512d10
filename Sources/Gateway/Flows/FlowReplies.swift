import Access
import Audit
import Flows
import HTTP
import JSON
import Tenancy

/// The contract's `Flow`, or `FlowWithSource`.
struct FlowReply: JSONReply {
    let record: FlowRecord
    var withSource = false

    var json: JSON { record.answer(withSource: withSource) }
}

/// The contract's `BulkResponse`.
struct FlowCount: JSONReply {
    let count: Int

    var json: JSON { ["count": JSON(count)] }
}

extension FlowTopology: JSONReply {}

extension FlowGraph: JSONReply {}

extension FlowChange {
    /// Whether anything changed.
    var isChange: Bool { before?.revision != after.revision }

    /// The record of the change, none if nothing changed.
    var recorded: [RecordedChange] {
        guard isChange else { return [] }
        return [
            RecordedChange(
                resource: .flow,
                id: address.id.description,
                namespace: address.namespace,
                before: before?.recorded,
                after: after.isDeleted ? nil : after.recorded,
                type: after.isDeleted ? .delete : before == nil ? .create : .update
            )
        ]
    }
}
