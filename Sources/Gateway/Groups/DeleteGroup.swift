import Access
import Audit
import Postgres
import Tenancy

/// Deletes a group, with its memberships and bindings.
struct DeleteGroup: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/groups/{id}"
    static let id = "deleteGroup"
    static let summary = "Delete a group"
    static let permission = Permission(.group, .delete)

    let id: UserGroup.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let group = try await UserGroup.get(id, in: principal.tenant, tx)
        try group.requireOwn()
        try await UserGroup.delete(id, in: principal.tenant, tx)
        return Recorded(NoContent(), group.changed(from: group, to: nil))
    }
}
