import Access
import Postgres
import Provisioning
import Tenancy

/// Answers a group, with its members if they are to be shown.
struct GetSCIMGroup: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups/{id}"
    static let id = "getSCIMResourceByIdGroups"
    static let summary = "Get a provisioned group"
    static let permission = Permission(.group, .view)
    static let fields: [FieldDescription] = [
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let id: UserGroup.ID
    private let projection: Projection

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.group)
        self.projection = try request.projection(of: .group)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMResource {
        let provisioner = try service.provisioner(principal)
        let group = try await ProvisionedGroup.get(id, for: provisioner, tx)
        let members = projection.shows("members") ? try await group.members(for: provisioner, tx) : []
        return SCIMResource(group.document(with: members, for: provisioner), projection, version: group.version)
    }
}
