import Access
import Audit
import HTTP
import Postgres
import Tenancy

/// Takes back what a binding grants, at once.
struct DeleteBinding: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/bindings/{id}"
    static let id = "deleteBinding"
    static let summary = "Delete a binding"
    static let permission = Permission(.binding, .delete)
    static let status: Status = .noContent

    let id: Binding.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let binding = try await Binding.get(id, in: principal.tenant, tx).binding
        try Binding.delete(id, in: principal.tenant, tx)
        return Recorded(NoContent(), binding.changed(isMade: false))
    }
}
