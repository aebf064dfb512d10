import Access
import Audit
import Postgres
import Tenancy

/// Deletes a namespace that holds no secrets; those below it stay.
struct DeleteNamespace: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/namespaces/{id}"
    static let id = "deleteNamespace"
    static let summary = "Delete a namespace"
    static let permission = Permission(.namespace, .delete)

    let name: Namespace.Name

    var target: Target { .namespace(name) }

    init(_ request: Request) throws {
        self.name = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let namespace = try await Namespace.get(name, toChange: true, in: principal.tenant, tx)
        try await Namespace.delete(name, in: principal.tenant, tx)
        return Recorded(NoContent(), namespace.changed(from: namespace, to: nil))
    }
}
