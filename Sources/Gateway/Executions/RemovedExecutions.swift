import Access
import Executor
import HTTP
import Postgres
import Tenancy

/// An answer without content about executions that are removed.
struct RemovedExecutions: CommittedReply {
    static var mediaType: String? { nil }

    let tenant: Tenant.ID
    let executions: [ExecutionID]

    func response(to request: Request, status: Status) -> Response { Response(.noContent) }

    func committed(_ request: Request, through gate: Gate) -> RemovedExecutions {
        for execution in executions { request.services.doorbell.ring(tenant, for: execution) }
        return self
    }
}

extension ExecutionDesk {
    /// Has executions removed with all that is kept of them.
    ///
    /// - Throws: `ExecutionStoreError`.
    func remove(
        _ executions: [ExecutionSummary],
        withLogs: Bool,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        try await store.post(
            executions.map { ($0.record.id, .delete(withLogs: withLogs)) },
            in: tenant,
            tx
        )
    }
}
