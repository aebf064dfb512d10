import Access
import Audit
import JSON
import Postgres
import Secrets
import Tenancy

/// Says something else of a secret; its value stays.
struct PatchSecret: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/{tenant}/namespaces/{namespace}/secrets/{key}"
    static let id = "patchSecret"
    static let summary = "Patch a secret metadata for a namespace"
    static let permission = Permission(.secret, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("key", "string", "The key of the path, if it is sent."),
        .body("namespace", "string", "The namespace of the path, if it is sent."),
        .body("description", "string", "What the secret is for; left out, it stays as it is, and empty it is removed."),
        .body("tags", "[{key, value}]", "At most 50 marks; left out, they stay as they are."),
    ]

    private let address: SecretAddress
    private let details: SecretDetails
    private let secrets: SecretStore

    init(_ request: Request) throws {
        let address = try request.secret()
        var fields = try request.fields()
        _ = fields.optional("key", .string.when("must be the key of the path") { $0 == address.key.description })
        _ = fields.optional(
            "namespace",
            .string.when("must be the namespace of the path") { $0 == address.namespace.description }
        )
        self.details = fields.secretDetails()
        _ = try fields.finish()
        self.address = address
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<[SecretReply]> {
        let change = try await secrets.patch(address, details, in: principal.tenant, tx)
        return Recorded([SecretReply(metadata: change.after)], change.recorded)
    }
}
