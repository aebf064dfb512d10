import Access
import Audit
import Postgres
import Provisioning
import Tenancy

/// Takes a user out of the tenant; the account stays.
struct DeleteSCIMUser: SCIMOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/integrations/{integration}/scim/v2/Users/{id}"
    static let id = "deleteUsers"
    static let summary = "Take a provisioned user out of the tenant"
    static let permission = Permission(.user, .update)

    let service: SCIMService
    private let id: Account.ID
    private let condition: VersionCondition

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.id = try request.resource(.user)
        self.condition = try request.ifMatch()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let provisioner = try service.provisioner(principal)
        let user = try await ProvisionedUser.get(id, for: provisioner, forChange: true, tx)
        try condition.require(user.version)
        try await user.delete(for: provisioner, tx)
        return Recorded(NoContent(), ProvisionedUser.changed(from: user, to: nil, by: provisioner))
    }
}
