import Access
import HTTP
import Audit
import JSON
import Postgres
import Provisioning
import Tenancy

/// Provisions a user.
struct CreateSCIMUser: SCIMOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/Users"
    static let id = "createSCIMResourceByIdUsers"
    static let summary = "Provision a user"
    static let permission = Permission(.user, .create)
    static let body = RequestBody.json()
    static let status = Status.created
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
    private let resource: JSON
    private let projection: Projection
    private let passwords: Passwords
    private var password: PreparedPassword

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.resource = try request.json()
        self.projection = try request.projection(of: .user)
        self.passwords = request.services.passwords
        self.password = PreparedPassword(resource: resource)
    }

    var needsPreparation: Bool { password.plain != nil }

    mutating func prepare() async throws {
        guard let plain = password.plain else { return }
        password.hash = try await passwords.hash(plain, isProvisioned: true)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SCIMResource> {
        let provisioner = try service.provisioner(principal)
        let content = try ResourceReader(.user, profile: provisioner.profile).content(creating: resource)
        let user = try await ProvisionedUser.create(content, password: password, for: provisioner, tx)
        return Recorded(
            SCIMResource(user.document(for: provisioner), projection, version: user.version),
            ProvisionedUser.changed(from: nil, to: user, by: provisioner)
        )
    }
}
