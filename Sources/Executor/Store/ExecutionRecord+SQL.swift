import Access
import Flows
import JSON
import Postgres
import Tenancy

extension ExecutionRecord {
    /// The columns of a record in the table.
    static let columns: SQL =
        """
        namespace, flow_id, flow_revision, kind, search_key, created_by, original_id, parent_id, parent_task_run,
          parent_iteration, loop_task, loop_index, loop_key, loop_value, trigger_id, trigger, inputs, variables, outputs
        """

    /// The same columns of the table `r` that ``source(_:)`` yields.
    static let typed: SQL =
        """
        r.namespace, r.flow_id, r.flow_revision, r.kind, r.search_key, r.created_by, r.original_id, r.parent_id,
          r.parent_task_run, r.parent_iteration, r.loop_task, r.loop_index, r.loop_key, r.loop_value, r.trigger_id, r.trigger,
          r.inputs, r.variables, r.outputs
        """

    /// What is read of an execution `x`, for ``init(_:_:)``.
    static let read: SQL = "\(head), x.trigger, x.inputs, x.variables, x.outputs"

    /// The same for a list: documents that are long are left out.
    static let readShort: SQL =
        """
        \(head), case when octet_length(x.trigger) <= 8192 then x.trigger end,
          case when octet_length(x.inputs) <= 8192 then x.inputs end, '{}', case when octet_length(x.outputs) <= 8192 then x.outputs end
        """

    private static let head: SQL =
        """
        x.namespace::text, x.flow_id::text, x.flow_revision, x.kind, x.created_by, x.original_id, x.parent_id, x.parent_task_run,
          x.parent_iteration, x.loop_task, x.loop_index, x.loop_key, x.loop_value
        """

    /// Records as a table `r`.
    static func source(_ records: [ExecutionRecord]) throws(ExecutionStoreError) -> SQL {
        var (triggers, inputs, variables, outputs): ([String?], [String], [String], [String?]) = ([], [], [], [])
        for record in records {
            triggers.append(record.trigger.isNull ? nil : try record.id.document(record.trigger, "trigger"))
            inputs.append(try record.id.document(.object(record.inputs), "inputs"))
            variables.append(try record.id.document(.object(record.variables), "variables"))
            if let document = record.outputs {
                outputs.append(try record.id.document(.object(document), "outputs"))
            } else {
                outputs.append(nil)
            }
        }
        let loops = records.map(\.loop)
        return """
            unnest(
              \(records.map(\.id)), \(records.map(\.id.shard)), \(records.map(\.namespace.description)),
              \(records.map(\.flow.description)), \(records.map { Int32(clamping: $0.revision) }), \(records.map(\.kind.rawValue)),
              \(records.map(\.searchKey)), \(records.map(\.createdBy)), \(records.map(\.originalID)),
              \(records.map { $0.parent?.execution }), \(records.map { $0.parent?.reference.taskRun }),
              \(records.map { $0.parent?.reference.iteration }), \(loops.map { $0?.task }), \(loops.map { $0?.index }),
              \(loops.map { $0?.value.key?.storable }), \(loops.map { $0?.value.value.storable }),
              \(records.map { $0.trigger["id"]?.string?.storable }), \(triggers), \(inputs), \(variables), \(outputs)
            ) as r (record_id, shard, \(columns))
            """
    }

    /// Reads the columns ``read`` or ``readShort``.
    init(_ id: ExecutionID, _ reader: inout RowReader) throws(DatabaseError) {
        let namespace = try reader.next(Namespace.Name.init(_:))
        let flow = try reader.next(Flow.ID.init(_:))
        let revision = Int(try reader.next(Int32.self))
        let kind = try reader.next(ExecutionKind.init(rawValue:))
        let createdBy: Account.ID? = try reader.next()
        let originalID: ExecutionID = try reader.next()
        let parent = try Self.parent(&reader)
        let loop = try Self.loop(&reader)
        let trigger = try reader.json() ?? nil
        self.init(
            id: id,
            namespace: namespace,
            flow: flow,
            revision: revision,
            inputs: try reader.object() ?? [:],
            variables: try reader.object() ?? [:],
            outputs: try reader.object(),
            trigger: trigger,
            parent: parent,
            originalID: originalID,
            kind: kind,
            createdBy: createdBy,
            loop: loop
        )
    }

    private static func parent(_ reader: inout RowReader) throws(DatabaseError) -> ExecutionParent? {
        let execution: ExecutionID? = try reader.next()
        let (run, iteration): (Int32?, Int32?) = (try reader.next(), try reader.next())
        guard let execution, let run, let iteration else { return nil }
        return ExecutionParent(execution, ChildReference(taskRun: run, iteration: iteration))
    }

    private static func loop(_ reader: inout RowReader) throws(DatabaseError) -> ExecutionLoop? {
        let (task, index): (String?, Int32?) = (try reader.next(), try reader.next())
        let (key, value): (String?, String?) = (try reader.next(), try reader.next())
        guard let task, let index, let value else { return nil }
        return ExecutionLoop(task: task, index: index, value: IterationValue(value, key: key))
    }

    private var searchKey: String { Account.key(of: "\(namespace).\(flow)\n\(id)") }
}
