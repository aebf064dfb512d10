import Access
import Executor
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers a page of the executions that the caller may list.
struct SearchExecutions: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/search"
    static let id = "searchExecutions"
    static let summary = "Search for executions"
    static let permission = Permission(.execution, .list)
    static let fields =
        FieldDescription.search(ExecutionStore.scheme()) + [
            .query(
                "dateFilter",
                "START_DATE | END_DATE | START_OR_END_DATE",
                "Which instants conditions on times look at; each the one of its name if it is not said."
            )
        ]

    private let search: Search
    private let dates: ExecutionDates?
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.search = try ExecutionStore.scheme().parse(request.queryPairs)
        self.dates = (request.query["dateFilter"] ?? "").isEmpty ? nil : try request.option("dateFilter")
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<LightExecution> {
        let visible = principal.executionNamespaces(for: .list)
        let found = try await desk.store.find(search, by: dates, within: visible, in: principal.tenant, tx)
        return desk.page(found, for: principal)
    }
}

/// Answers a page of the executions of a flow, the newest first.
struct SearchExecutionsOfFlow: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions"
    static let id = "searchExecutionsByFlowId"
    static let summary = "Search for executions for a flow"
    static let permission = Permission(.execution, .list)
    static let fields: [FieldDescription] = [
        .query("namespace", "string", required: true, "The namespace of the flow."),
        .query("flowId", "string", required: true, "The flow."),
        .query("page", "integer", "The number of the page, from 1."),
        .query("size", "integer", "How many executions a page has, 1 to 1000; 10 if it is not said."),
    ]

    private let namespace: Namespace.Name
    private let search: Search
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        var errors = FieldErrors()
        for name in ["namespace", "flowId"] where (request.query[name] ?? "").isEmpty {
            errors.append(name, "is required")
        }
        guard errors.isEmpty else { throw errors }
        let flow = request.query["flowId"] ?? ""
        guard let namespace = Namespace.Name(request.query["namespace"] ?? "") else { throw GateError.hidden }
        self.namespace = namespace
        let conditions = [
            QueryFilter.Condition(.namespace, .equals, [namespace.description]),
            QueryFilter.Condition(.flowID, .equals, [flow]),
        ]
        self.search = Search(
            filter: .and(conditions.map { .condition($0) }),
            page: try PageRequest.parse(request.queryPairs, sortable: [])
        )
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<LightExecution> {
        let visible = principal.executionNamespaces(for: .list)
        return desk.page(try await desk.store.find(search, within: visible, in: principal.tenant, tx), for: principal)
    }
}

/// The contract's `ApiLightExecution`: an execution without its task runs.
struct LightExecution: JSONReply {
    let execution: ExecutionSummary
    let tenant: String
    let showsOutputs: Bool
    let now: Int64

    var json: JSON {
        var json = execution.record.answer(tenant: tenant, showsOutputs: showsOutputs)
        json["state"] = StateReply(execution.row.history, now: now).json
        json["labels"] = ExecutionLabel.answer(execution.row.labels)
        json["scheduleDate"] = execution.row.scheduledAt.map(StateReply.date)
        return .object(json)
    }
}

extension ExecutionDesk {
    /// A page of executions, as the caller may see them.
    fileprivate func page(_ found: Found<ExecutionSummary>, for principal: Principal) -> Page<LightExecution> {
        let (now, tenant) = (now, tenantName)
        return Page(found) { execution in
            LightExecution(
                execution: execution,
                tenant: tenant,
                showsOutputs: principal.may(.accessOutputs, withExecutionsIn: execution.record.namespace),
                now: now
            )
        }
    }
}
