import Crypto
import Daemon
import JSON
import Postgres
import Tenancy

extension ExecutionStore {
    /// Which of some executions there are.
    func present(
        _ ids: [ExecutionID],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Set<ExecutionID> {
        let rows = try await tx.query(
            "select execution_id from execution where tenant_id = \(tenant) and execution_id = any(\(ids))"
        )
        var known: Set<ExecutionID> = []
        for row in rows { known.insert(try row.decode(0)) }
        return known
    }

    /// The outputs of the flows of executions, as far as they are known.
    func flowOutputs(
        of ids: [ExecutionID],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionID: JSONObject] {
        let rows = try await tx.query(
            """
            select execution_id, outputs::text from execution
            where tenant_id = \(tenant) and execution_id = any(\(ids)) and outputs is not null
            """
        )
        var outputs: [ExecutionID: JSONObject] = [:]
        for row in rows {
            let text = try row.decode(1, as: String.self)
            outputs[try row.decode(0)] = (try? JSON(parsing: text))?.object
        }
        return outputs
    }

    /// The last lines that tell of errors in an execution, the oldest of them first.
    func errorLines(
        of id: ExecutionID,
        limit: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionLogLine] {
        let rows = try await tx.query(
            """
            select \(ExecutionLogLine.read) from execution_log l
            where l.tenant_id = \(tenant) and l.execution_id = \(id) and l.level >= \(ExecutionLogLevel.error.rawValue)
            order by l.logged_at desc, l.line_id desc limit \(limit)
            """
        )
        var lines: [ExecutionLogLine] = []
        for row in rows { lines.append(try ExecutionLogLine(row)) }
        return lines.reversed()
    }
}

extension ExecutionMessage {
    /// When it was posted, by the clock of whoever posted it.
    var postedAt: Instant {
        // The first 48 bits of such an identifier are milliseconds.
        let milliseconds = id.uuid.bytes.prefix(6).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return Instant(microseconds: milliseconds * 1000)
    }
}
