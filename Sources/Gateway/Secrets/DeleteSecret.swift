import Access
import Audit
import Postgres
import Secrets
import Tenancy

/// Deletes a secret with all its versions.
struct DeleteSecret: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/namespaces/{namespace}/secrets/{key}"
    static let id = "deleteSecret"
    static let summary = "Delete a secret for a namespace"
    static let permission = Permission(.secret, .delete)

    private let address: SecretAddress
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.address = try request.secret()
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SecretDeleted> {
        let deleted = try await secrets.delete(address, in: principal.tenant, tx)
        let change = RecordedChange(
            resource: .secret,
            id: address.key.description,
            namespace: address.namespace,
            before: deleted.recorded
        )
        return Recorded(SecretDeleted(), change)
    }
}
