import Postgres

/// An execution as lists show it: without task runs, and without documents that are long.
public struct ExecutionSummary: Sendable {
    /// What it has besides the rows of the machine.
    ///
    /// Of its documents those are there that have at most 8 KiB; no variables.
    public var record: ExecutionRecord

    /// The row of the machine.
    public var row: ExecutionRow

    /// What is read of an execution `x`.
    static let read: SQL =
        """
        \(ExecutionRow.read), \(ExecutionRecord.readShort),
          array(select l.key from execution_label l where l.tenant_id = x.tenant_id and l.execution_id = x.execution_id order by l.ordinal),
          array(select l.value from execution_label l where l.tenant_id = x.tenant_id and l.execution_id = x.execution_id order by l.ordinal)
        """

    /// Reads the columns ``read``.
    init(_ row: Row) throws(DatabaseError) {
        var reader = RowReader(row)
        var execution = try ExecutionRow(&reader)
        record = try ExecutionRecord(execution.id, &reader)
        let (keys, values): ([String], [String]) = (try reader.next(), try reader.next())
        execution.labels = zip(keys, values).map { ExecutionLabel($0, $1) }
        self.row = execution
    }
}
