public import Daemon
public import Postgres

/// Removes what has had its time: old months of the log, and what executors still wrote for tenants that were deleted meanwhile.
public struct ExecutionSweeper: Service {
    /// The name in the log of the process.
    public let name = "execution-sweeper"

    private let database: Database
    private let monthsKept: Int
    private let logger: Logger

    /// Makes a sweeper.
    ///
    /// - Parameters:
    ///   - database: The database.
    ///   - monthsKept: How many months of the log stay besides this one, at least one.
    ///   - logger: Where it tells what it could not do.
    public init(_ database: Database, monthsKept: Int, logger: Logger) {
        (self.database, self.monthsKept, self.logger) = (database, monthsKept, logger)
    }

    /// Sweeps at once, and then every six hours.
    public func run() async throws {
        while !Task.isCancelled {
            await sweep()
            try? await Task.sleep(for: .seconds(6 * 3600))
        }
    }

    /// Sweeps once; what fails is done by the next sweep.
    func sweep() async {
        let months = Int32(clamping: monthsKept)
        do {
            let (dropped, orphans) = try await database.transaction(ShardLeases.options) { tx in
                (
                    try await ExecutionStore.dropLogMonths(keeping: months, tx),
                    try await ExecutionStore.removeOrphans(tx)
                )
            }
            logger.debug("executions swept", ["months": dropped, "orphans": orphans])
        } catch {
            logger.warning("sweep of executions failed", ["error": "\(error)"])
        }
    }
}

extension ExecutionStore {
    /// Removes executions and messages of tenants that are deleted: executors may have written them while the tenant was.
    ///
    /// - Parameter tx: A transaction of the instance.
    /// - Returns: How many went.
    /// - Throws: `DatabaseError`.
    static func removeOrphans(_ tx: borrowing Transaction) async throws(DatabaseError) -> Int {
        let gone: SQL = "using tenant t where t.deleted_at is not null and"
        let results = try await tx.batch([
            "delete from execution x \(gone) x.tenant_id = t.tenant_id",
            "delete from execution_message m \(gone) m.tenant_id = t.tenant_id",
        ])
        return results.reduce(0) { $0 + $1.affected }
    }
}
