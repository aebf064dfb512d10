import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the names of the namespaces that have flows.
struct ListDistinctNamespaces: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/distinct-namespaces"
    static let id = "listDistinctNamespaces"
    static let summary = "List all distinct namespaces"
    static let permission = Permission(.flow, .list)
    static let fields: [FieldDescription] = [.query("q", "string", "What the names hold, whatever the case.")]

    private let text: String?
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.text = request.query["q"]
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let visible = principal.namespaces(for: .list)
        return JSON(strings: try await flows.namespaces(holding: text, within: visible, in: principal.tenant, tx))
    }
}
