import Access
import Audit
import Executor
import HTTP
import JSON
import Postgres
import Tenancy

/// Something that can be done with several executions at once, as a request asks for it.
protocol ExecutionVerb: Sendable {
    static var route: Route { get }
    static var id: String { get }
    static var summary: String { get }
    /// The right that it takes, in the namespace of each.
    static var action: Action { get }
    /// What the query and the body hold besides what says which executions are meant.
    static var fields: [FieldDescription] { get }
    /// What the body holds, if not the identifiers.
    static var body: RequestBody { get }
    /// Whether the body is a list.
    static var takesList: Bool { get }
    /// The status of a success.
    static var status: Status { get }

    /// Reads what the verb needs.
    init(_ request: Request) throws

    /// The identifiers that a request names.
    static func ids(_ request: Request) throws -> [String]

    /// Why it cannot be done with an execution, `nil` if it can.
    func objection(to execution: ExecutionSummary) -> String?

    /// Does it with executions that nothing is to be said against.
    ///
    /// - Returns: The records of it.
    func carryOut(
        on executions: [ExecutionSummary],
        by principal: Principal,
        at desk: ExecutionDesk,
        _ tx: borrowing Transaction
    ) async throws -> [RecordedChange]
}

extension ExecutionVerb {
    static var fields: [FieldDescription] { [] }
    static var takesList: Bool { true }
    static var status: Status { .accepted }

    static func ids(_ request: Request) throws -> [String] { try request.executions() }
}

/// A verb that posts a command to each execution.
protocol CommandVerb: ExecutionVerb {
    var command: ExecutionCommand { get }
}

extension CommandVerb {
    func objection(to execution: ExecutionSummary) -> String? {
        guard !command.fits(execution.row.state) else { return nil }
        return ExecutionConflict.refused(.state(execution.row.state), of: execution.record.id).description
    }

    func carryOut(
        on executions: [ExecutionSummary],
        by principal: Principal,
        at desk: ExecutionDesk,
        _ tx: borrowing Transaction
    ) async throws -> [RecordedChange] {
        try await desk.store.post(
            executions.map { ($0.record.id, .command(command, by: principal.account)) },
            in: principal.tenant,
            tx
        )
        return executions.map { .asked(command, of: $0) }
    }
}

/// A verb on executions that are named.
struct ByIDs<Verb: ExecutionVerb>: APIOperation, Change {
    static var route: Route { Verb.route }
    static var id: String { Verb.id }
    static var summary: String { Verb.summary }
    static var permission: Permission { Permission(.execution, Verb.action) }
    static var body: RequestBody { Verb.body }
    static var takesList: Bool { Verb.takesList }
    static var fields: [FieldDescription] { Verb.fields }
    static var status: Status { Verb.status }

    private let ids: [String]
    private let verb: Verb
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.ids = try Verb.ids(request)
        self.verb = try Verb(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<BulkReply> {
        let known = try await desk.store.summaries(
            of: ids.compactMap { ExecutionID($0) },
            in: principal.tenant,
            tx
        )
        let byID = Dictionary(known.map { ($0.record.id.description, $0) }) { first, _ in first }
        var (found, refusal): ([ExecutionSummary], BulkRefusal) = ([], BulkRefusal())
        for id in ids {
            guard let execution = byID[id], principal.may(Verb.action, withExecutionsIn: execution.record.namespace)
            else {
                refusal.invalids.append((id, "there is no such execution"))
                continue
            }
            if let objection = verb.objection(to: execution) {
                refusal.invalids.append((id, objection))
            } else {
                found.append(execution)
            }
        }
        guard refusal.invalids.isEmpty else { throw refusal }
        let changes = try await verb.carryOut(on: found, by: principal, at: desk, tx)
        return Recorded(BulkReply(found, by: principal, of: Verb.self, desk), changes)
    }
}

/// A verb on executions that a search finds, where the caller may do it; those that it does not fit are left out.
struct ByQuery<Verb: ExecutionVerb>: APIOperation, Change {
    static var route: Route { Verb.route }
    static var id: String { Verb.id }
    static var summary: String { Verb.summary }
    static var permission: Permission { Permission(.execution, Verb.action) }
    static var body: RequestBody { Verb.body }
    static var takesList: Bool { Verb.takesList }
    static var fields: [FieldDescription] { FieldDescription.executionFilters + Verb.fields }
    static var status: Status { Verb.status }

    private let search: Search
    private let verb: Verb
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.search = Search(filter: try request.executionFilter())
        self.verb = try Verb(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<BulkReply> {
        let visible = principal.executionNamespaces(for: Verb.action)
        let found = try await desk.store.all(search, within: visible, in: principal.tenant, tx)
            .filter { verb.objection(to: $0) == nil }
        let changes = try await verb.carryOut(on: found, by: principal, at: desk, tx)
        return Recorded(BulkReply(found, by: principal, of: Verb.self, desk), changes)
    }
}

/// The contract's `ApiAsyncOperationResponse`, or `BulkResponse`.
struct BulkReply: JSONReply, CommittedReply {
    let executions: [ExecutionID]
    let tenant: Tenant.ID
    let isAsynchronous: Bool
    /// The request: logs and audit records have it.
    let operation: String

    init<Verb: ExecutionVerb>(
        _ executions: [ExecutionSummary],
        by principal: Principal,
        of verb: Verb.Type,
        _ desk: ExecutionDesk
    ) {
        self.executions = executions.map(\.record.id)
        self.tenant = principal.tenant
        self.isAsynchronous = verb.status == .accepted
        self.operation = desk.requestID
    }

    var json: JSON {
        guard isAsynchronous else { return ["count": JSON(executions.count)] }
        return ["operationId": .string(operation), "totalItems": JSON(executions.count)]
    }

    func committed(_ request: Request, through gate: Gate) -> BulkReply {
        for shard in Set(executions.map(\.shard)) { request.services.doorbell.ring(tenant, shard: shard) }
        return self
    }
}

/// Why nothing was done with several executions: something is to be said against some.
struct BulkRefusal: Error {
    /// Those, and why.
    var invalids: [(id: String, reason: String)] = []
}
