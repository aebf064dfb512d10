import Access
import Flows
import Postgres
import Tenancy

/// Answers what somebody who executes flows needs to know of those of a namespace.
struct ListExecutableFlows: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/namespaces/{namespace}/flows"
    static let id = "listFlowExecutionsByNamespace"
    static let summary = "Get all flow ids for a namespace"
    static let permission = Permission(.flow, .execute)

    private let namespace: Namespace.Name
    private let flows: FlowDesk

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.flows = request.services.flows
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [FlowForExecution] {
        let records = try await flows.store.list(of: namespace, in: principal.tenant, tx)
        let reader = flows.store.reader
        return try await flows.away {
            records.compactMap { record in
                // A draft that cannot be read cannot be executed.
                reader.read(Array(record.source.utf8)).flow.map {
                    FlowForExecution(flow: $0, revision: record.revision)
                }
            }
        }
    }
}
