public import JSON
public import Postgres
public import Tenancy

/// A task run that yielded something.
public struct TaskRunOutputs: Sendable, Equatable {
    /// The task run's number.
    public var taskRun: Int32

    /// The task run's identifier.
    public var id: ExecutionID

    /// The task.
    public var task: String

    /// Which iteration of the task around it it is in.
    public var iteration: Int32?

    /// The value of that iteration.
    public var value: String?
}

extension ExecutionStore {
    /// The task runs of an execution that yielded something, without what they yielded.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The task runs, in the order of their numbers.
    /// - Throws: `DatabaseError`.
    public func outputs(
        listedOf execution: ExecutionID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [TaskRunOutputs] {
        let rows = try await tx.query(
            """
            select t.number, t.task_run_id, t.task_id, t.iteration, t.value
            from task_run t join task_run_output o
              on o.tenant_id = t.tenant_id and o.execution_id = t.execution_id and o.task_run = t.number
            where t.tenant_id = \(tenant) and t.execution_id = \(execution) and o.document <> '{}'
            order by t.number
            """
        )
        return try rows.map { row throws(DatabaseError) in
            var reader = RowReader(row)
            return TaskRunOutputs(
                taskRun: try reader.next(),
                id: try reader.next(),
                task: try reader.next(),
                iteration: try reader.next(),
                value: try reader.next()
            )
        }
    }

    /// What a task run yielded.
    ///
    /// - Parameters:
    ///   - id: The task run's identifier.
    ///   - execution: The execution.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The outputs, those made of secrets sealed, none if it yielded nothing; `nil` if there is no such task run.
    /// - Throws: `DatabaseError`.
    public func outputs(
        ofTaskRun id: ExecutionID,
        in execution: ExecutionID,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> JSONObject? {
        let rows = try await tx.query(
            """
            select o.document
            from task_run t left join task_run_output o
              on o.tenant_id = t.tenant_id and o.execution_id = t.execution_id and o.task_run = t.number
            where t.tenant_id = \(tenant) and t.execution_id = \(execution) and t.task_run_id = \(id)
            """
        )
        guard let row = rows.first else { return nil }
        var reader = RowReader(row)
        return try reader.object() ?? [:]
    }
}
