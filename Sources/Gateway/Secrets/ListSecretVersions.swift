import Access
import Postgres
import Secrets
import Tenancy

/// Answers which versions of a secret are kept, without their values.
struct ListSecretVersions: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{namespace}/secrets/{key}/versions"
    static let id = "listSecretVersions"
    static let summary = "List the versions of a secret"
    static let permission = Permission(.secret, .view)
    static let isInContract = false

    private let address: SecretAddress
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.address = try request.secret()
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [SecretVersionReply] {
        try await secrets.versions(of: address, in: principal.tenant, tx).map(SecretVersionReply.init)
    }
}
