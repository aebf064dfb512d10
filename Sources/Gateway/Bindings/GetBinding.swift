import Access
import Postgres
import Tenancy

/// Answers a binding.
struct GetBinding: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/bindings/{id}"
    static let id = "getBinding"
    static let summary = "Retrieve a binding"
    static let permission = Permission(.binding, .view)

    let id: Binding.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> BindingDetail {
        BindingDetail(detail: try await Binding.get(id, in: principal.tenant, tx))
    }
}
