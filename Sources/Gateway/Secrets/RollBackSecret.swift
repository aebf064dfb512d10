import Access
import Audit
import JSON
import Postgres
import Secrets
import Tenancy

/// Makes the value of an earlier version the current one again, as a version of its own.
struct RollBackSecret: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/namespaces/{namespace}/secrets/{key}/rollback"
    static let id = "rollbackSecret"
    static let summary = "Roll a secret back to an earlier version"
    static let permission = Permission(.secret, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("version", "integer", required: true, "The version to go back to, as long as it is kept.")
    ]
    static let isInContract = false

    private let address: SecretAddress
    private let version: Int
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.address = try request.secret()
        var fields = try request.fields()
        let version = fields.required("version", .integer(1...Int(Int32.max)))
        self.version = try fields.finish(version)
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SecretReply> {
        let change = try await secrets.rollback(address, to: version, in: principal.tenant, tx)
        return Recorded(SecretReply(metadata: change.after), change.recorded)
    }
}
