import Access
import Audit
import Postgres
import Provisioning
import Tenancy

/// Changes parts of a group; a large one is not told whole unless attributes are asked for.
struct PatchSCIMGroup: SCIMOperation, Change {
    static let route: Route = "PATCH /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups/{id}"
    static let id = "patchGroups"
    static let summary = "Change parts of a provisioned group"
    static let permission = Permission(.group, .update)
    static let body = RequestBody.json(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .body("schemas", "[string]", required: true, "The URN of the message."),
        .body(
            "Operations",
            "[{op, path, value}]",
            required: true,
            "The changes, in their order (RFC 7644 section 3.5.2)."
        ),
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let id: UserGroup.ID
    private let patch: PatchRequest
    private let condition: VersionCondition
    private let projection: Projection
    private let isShown: Bool

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.group)
        self.patch = try PatchRequest(request.json())
        self.condition = try request.ifMatch()
        self.projection = try request.projection(of: .group)
        self.isShown = !(try ListRequest(parameters: request.queryPairs).attributes.isEmpty)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SCIMResource> {
        let provisioner = try service.provisioner(principal)
        let before = try await ProvisionedGroup.get(id, for: provisioner, forChange: true, tx)
        try condition.require(before.version)
        let (group, members) = try await before.apply(patch, for: provisioner, tx)
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
        if !isShown, try await !group.isSmall(for: provisioner, tx) {
            return SCIMResource(untold: group.version)
        }
        let members = projection.shows("members") ? try await group.members(for: provisioner, tx) : []
        return SCIMResource(group.document(with: members, for: provisioner), projection, version: group.version)
    }
}
