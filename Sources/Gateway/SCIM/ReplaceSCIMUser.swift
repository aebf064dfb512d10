import Access
import Audit
import JSON
import Postgres
import Provisioning
import Tenancy

/// Replaces all that an identity provider has set of a user.
struct ReplaceSCIMUser: SCIMOperation, PreparedChange {
    static let route: Route = "PUT /api/v1/{tenant}/integrations/{integration}/scim/v2/Users/{id}"
    static let id = "updateUsers"
    static let summary = "Replace a provisioned user"
    static let permission = Permission(.user, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body(
            "userName",
            "string",
            required: true,
            "The name, unique in the tenant; all other attributes are those of RFC 7643."
        ),
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let id: Account.ID
    private let resource: JSON
    private let condition: VersionCondition
    private let projection: Projection
    private let passwords: Passwords
    private var password: PreparedPassword

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.user)
        self.resource = try request.json()
        self.password = PreparedPassword(resource: resource)
        self.condition = try request.ifMatch()
        self.projection = try request.projection(of: .user)
        self.passwords = request.services.passwords
    }

    var needsPreparation: Bool { password.plain != nil }

    mutating func prepare() async throws {
        guard let plain = password.plain else { return }
        password.hash = try await passwords.hash(plain, isProvisioned: true)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SCIMResource> {
        let provisioner = try service.provisioner(principal)
        let user = try await ProvisionedUser.get(id, for: provisioner, forChange: true, tx)
        try condition.require(user.version)
        let content = try user.content(replacedBy: resource, for: provisioner)
        var changed = try await user.update(to: content, password: password, for: provisioner, tx)
        changed.groups = user.groups
        return Recorded(
            SCIMResource(changed.document(for: provisioner), projection, version: changed.version),
            changed == user ? [] : [ProvisionedUser.changed(from: user, to: changed, by: provisioner)]
        )
    }
}
