import Access
import Flows
import Postgres
import Tenancy

/// Answers a page of the flows that the caller may list.
struct SearchFlows: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/search"
    static let id = "searchFlows"
    static let summary = "Search for flows"
    static let permission = Permission(.flow, .list)
    static let fields = FieldDescription.search(FlowStore.scheme)

    private let search: Search
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.search = try FlowStore.scheme.parse(request.queryPairs)
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<FlowReply> {
        let found = try await flows.find(
            search,
            within: principal.namespaces(for: .list),
            in: principal.tenant,
            tx
        )
        return Page(found) { FlowReply(record: $0) }
    }
}
