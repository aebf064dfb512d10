import Access
import Audit
import Postgres
import Provisioning
import Tenancy

/// Removes a group, with its memberships and bindings.
struct DeleteSCIMGroup: SCIMOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups/{id}"
    static let id = "deleteGroups"
    static let summary = "Remove a provisioned group"
    static let permission = Permission(.group, .delete)

    let service: SCIMService
    private let id: UserGroup.ID
    private let condition: VersionCondition

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.group)
        self.condition = try request.ifMatch()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let provisioner = try service.provisioner(principal)
        let group = try await ProvisionedGroup.get(id, for: provisioner, forChange: true, tx)
        try condition.require(group.version)
        try await group.delete(for: provisioner, tx)
        return Recorded(NoContent(), ProvisionedGroup.changed(from: group, to: nil, by: provisioner))
    }
}
