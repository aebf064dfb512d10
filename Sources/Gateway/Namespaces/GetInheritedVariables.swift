import Access
import JSON
import Postgres
import Tenancy

/// Answers the variables that a namespace has from those that it is below; the namespace itself need not exist.
struct GetInheritedVariables: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{id}/inherited-variables"
    static let id = "inheritedVariables"
    static let summary = "List the variables that a namespace inherits"
    static let permission = Permission(.namespace, .view)

    let name: Namespace.Name

    var target: Target { .namespace(name) }

    init(_ request: Request) throws {
        self.name = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        .object(try await Namespace.inheritedVariables(of: name, in: principal.tenant, tx))
    }
}
