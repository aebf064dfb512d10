import Access
import Audit
import JSON
import Postgres
import Secrets
import Tenancy

/// Makes a secret, or gives it another value.
struct PutSecret: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/namespaces/{namespace}/secrets"
    static let id = "putSecrets"
    static let summary = "Update secrets for a namespace"
    static let permission = Permission(.secret, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("key", "string", required: true, "The key: a letter or a digit, then letters, digits, `_`, `.` and `-`."),
        .body("value", "string", required: true, "The value, 1 to 65536 bytes; it is never shown again."),
        .body("description", "string", "What the secret is for; left out, it stays as it is."),
        .body("tags", "[{key, value}]", "At most 50 marks; left out, they stay as they are."),
    ]

    private let address: SecretAddress
    private let value: SecretValue
    private let details: SecretDetails
    private let secrets: SecretStore

    init(_ request: Request) throws {
        let namespace = try request.namespace()
        var fields = try request.fields()
        let key = fields.required("key", .secretKey)
        let value = fields.required("value", .secretValue)
        self.details = fields.secretDetails()
        let (checkedKey, checkedValue) = try fields.finish(key, value)
        self.address = SecretAddress(namespace, checkedKey)
        self.value = checkedValue
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(address.namespace) }

    /// Whoever may only make secrets may use this as well; that it makes one is seen to below.
    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        guard case .allowed(let ground) = principal.grants.decide(Self.creation, in: address.namespace) else {
            return nil
        }
        return ground
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<[SecretReply]> {
        let change = try await secrets.set(value, details, at: address, in: principal.tenant, tx)
        let needed = change.before == nil ? Self.creation : Self.permission
        guard principal.grants.decide(needed, in: address.namespace).isAllowed else {
            throw GateError.denied(needed, namespace: address.namespace)
        }
        return Recorded([SecretReply(metadata: change.after)], change.recorded)
    }

    private static let creation = Permission(.secret, .create)
}
