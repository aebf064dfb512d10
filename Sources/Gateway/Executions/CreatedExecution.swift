import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// The contract's `ExecutionResponse`: an execution that was made, as it is at once or in the end.
struct CreatedExecution: JSONReply, CommittedReply {
    var execution: ExecutionReply
    let tenant: Tenant.ID
    /// Whether to answer only when the execution has ended.
    let waits: Bool
    let desk: ExecutionDesk
    /// Where people find it.
    var url: String?

    /// How long to wait for the end at most; then the execution is answered as it is.
    private static let patience = Duration.seconds(3600)

    var json: JSON {
        var json = execution.object
        json["url"] = url.map { .string($0) }
        return .object(json)
    }

    func committed(_ request: Request, through gate: Gate) async throws -> CreatedExecution {
        var answer = self
        let record = execution.execution.record
        let changes = request.services.watch.changes(of: record.id, in: tenant)
        request.services.doorbell.ring(tenant, for: record.id)
        answer.url = request.authority.map { authority in
            let scheme = request.isSecure ? "https" : "http"
            let path = [desk.tenantName, "executions", "\(record.namespace)", "\(record.flow)", "\(record.id)"]
            return "\(scheme)://\(authority)/ui/\(path.joined(separator: "/"))"
        }
        guard waits else { return answer }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            // What another process does is seen by looking.
            await changes.next(within: .milliseconds(500))
            // The server stops, or nobody waits any more: the execution goes on.
            guard !Task.isCancelled else { return answer }
            let read = AwaitedExecution(execution: record.id, namespace: record.namespace, desk: desk)
            guard let ended = try await gate.read(read, again: request) else { continue }
            answer.execution = ended
            return answer
        }
        return answer
    }
}

/// Reads an execution for who made it, once it has ended.
private struct AwaitedExecution: Read {
    static let permission = CreateExecution.permission

    let execution: ExecutionID
    let namespace: Namespace.Name
    let desk: ExecutionDesk

    var target: Target { .namespace(namespace) }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) -> Decision.Ground? {
        principal.groundToExecute(in: namespace)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ExecutionReply? {
        guard let found = try await desk.store.summaries(of: [execution], in: principal.tenant, tx).first else {
            throw GateError.hidden
        }
        guard found.row.state.isTerminal else { return nil }
        return desk.reply(try await desk.read(found, in: principal.tenant, tx), to: principal, at: desk.now)
    }
}
