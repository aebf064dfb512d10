import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the namespaces with flows that the caller may execute.
struct ListExecutableNamespaces: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/namespaces"
    static let id = "listExecutableDistinctNamespaces"
    static let summary = "Get all namespaces that have executable flows"
    static let permission = Permission(.flow, .execute)

    private let flows: FlowStore

    init(_ request: Request) throws {
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let visible = principal.namespaces(for: .execute)
        return JSON(strings: try await flows.namespaces(holding: nil, within: visible, in: principal.tenant, tx))
    }
}
