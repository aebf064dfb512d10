import Access
import Audit
import Postgres
import Tenancy

/// Answers a group.
struct GetGroup: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/groups/{id}"
    static let id = "getGroup"
    static let summary = "Retrieve a group"
    static let permission = Permission(.group, .view)

    let id: UserGroup.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> GroupDetail {
        GroupDetail(group: try await .get(id, in: principal.tenant, tx))
    }
}
