import Access
import Audit
import JSON
import Postgres
import Provisioning
import Tenancy

/// Replaces all that an identity provider has set of a group.
struct ReplaceSCIMGroup: SCIMOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups/{id}"
    static let id = "updateGroups"
    static let summary = "Replace a provisioned group"
    static let permission = Permission(.group, .update)
    static let body = RequestBody.json(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .body("displayName", "string", required: true, "The name, unique in the tenant."),
        .body("members", "[{value}]", "The users in the group."),
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let id: UserGroup.ID
    private let resource: JSON
    private let condition: VersionCondition
    private let projection: Projection

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.group)
        self.resource = try request.json()
        self.condition = try request.ifMatch()
        self.projection = try request.projection(of: .group)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SCIMResource> {
        let provisioner = try service.provisioner(principal)
        let before = try await ProvisionedGroup.get(id, for: provisioner, forChange: true, tx)
        try condition.require(before.version)
        let content = try ResourceReader(.group, profile: provisioner.profile).content(creating: resource)
        let (group, members) = try await before.replace(by: content, for: provisioner, tx)
        return Recorded(
            try await reply(group, provisioner, tx),
            ProvisionedGroup.changed(from: before, to: group, members, by: provisioner)
        )
    }

    private func reply(
        _ group: ProvisionedGroup,
        _ provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> SCIMResource {
        let members = projection.shows("members") ? try await group.members(for: provisioner, tx) : []
        return SCIMResource(group.document(with: members, for: provisioner), projection, version: group.version)
    }
}
