import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers a task of a flow, wherever in the flow it is.
struct GetFlowTask: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}/{id}/tasks/{taskId}"
    static let id = "getTaskFromFlow"
    static let summary = "Get a flow task"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [.revision]

    private let address: FlowAddress
    private let task: String
    private let revision: Int?
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.task = try request.identifier("taskId")
        self.revision = try request.revision()
        self.desk = request.services.flows
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let record = try await desk.store.get(address, revision: revision, in: principal.tenant, tx)
        let flow = try await desk.flow(of: record)
        guard let task = flow.task(task) else { throw FlowStoreError.notFound }
        return .object(task.json)
    }
}
