import Access
import Postgres
import Secrets
import Tenancy

/// Answers the keys that have a meaning in a namespace, by the namespaces that they come from.
struct ListInheritedSecrets: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{namespace}/inherited-secrets"
    static let id = "getInheritedSecrets"
    static let summary = "List inherited secrets"
    static let permission = Permission(.secret, .list)

    private let namespace: Namespace.Name
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> InheritedSecretsReply {
        InheritedSecretsReply(namespaces: try await secrets.inherited(by: namespace, in: principal.tenant, tx))
    }
}
