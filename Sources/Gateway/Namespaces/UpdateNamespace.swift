import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Changes all of a namespace but its name.
struct UpdateNamespace: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/namespaces/{id}"
    static let id = "updateNamespace"
    static let summary = "Update a namespace"
    static let permission = Permission(.namespace, .update)
    static let body = RequestBody.json()
    static let fields = NamespaceRequest.fields

    let namespace: Namespace.Profile

    var target: Target { .namespace(namespace.name) }

    init(_ request: Request) throws {
        let name: Namespace.Name = try request.identifier()
        self.namespace = try NamespaceRequest(request).profile
        guard namespace.name == name else { throw FieldErrors("id", "must be that of the path: it never changes") }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NamespaceReply>
    {
        let before = try await Namespace.get(namespace.name, toChange: true, in: principal.tenant, tx)
        try namespace.update(in: principal.tenant, tx)
        return Recorded(NamespaceReply(profile: namespace), namespace.changed(from: before, to: namespace))
    }
}
