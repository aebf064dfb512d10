import Access
import HTTP
import Audit
import JSON
import Postgres
import Provisioning
import Tenancy

/// Provisions a group.
struct CreateSCIMGroup: SCIMOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups"
    static let id = "createSCIMResourceByIdGroups"
    static let summary = "Provision a group"
    static let permission = Permission(.group, .create)
    static let body = RequestBody.json(limit: 8 << 20)
    static let status = Status.created
    static let fields: [FieldDescription] = [
        .body("displayName", "string", required: true, "The name, unique in the tenant."),
        .body("members", "[{value}]", "The users in the group."),
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let resource: JSON
    private let projection: Projection

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.resource = try request.json()
        self.projection = try request.projection(of: .group)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SCIMResource> {
        let provisioner = try service.provisioner(principal)
        let content = try ResourceReader(.group, profile: provisioner.profile).content(creating: resource)
        let (group, members) = try await ProvisionedGroup.create(content, for: provisioner, tx)
        return Recorded(
            SCIMResource(
                group.document(with: members.joined, for: provisioner),
                projection,
                version: group.version
            ),
            ProvisionedGroup.changed(from: nil, to: group, members, by: provisioner)
        )
    }
}
