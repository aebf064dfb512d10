import Access
import Postgres
import Provisioning
import Tenancy

/// Answers a user.
struct GetSCIMUser: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Users/{id}"
    static let id = "getSCIMResourceByIdUsers"
    static let summary = "Get a provisioned user"
    static let permission = Permission(.user, .view)
    static let fields: [FieldDescription] = [
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let id: Account.ID
    private let projection: Projection

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.user)
        self.projection = try request.projection(of: .user)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMResource {
        let provisioner = try service.provisioner(principal)
        let user = try await ProvisionedUser.get(id, for: provisioner, groups: projection.shows("groups"), tx)
        return SCIMResource(user.document(for: provisioner), projection, version: user.version)
    }
}
