import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the members of a group.
struct SearchGroupMembers: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/groups/{id}/members"
    static let id = "searchGroupMembers"
    static let summary = "Search for users in a group"
    static let permission = Permission(.group, .view)
    static let fields = FieldDescription.search(UserGroup.memberScheme)

    let group: UserGroup.ID
    let search: Search

    init(_ request: Request) throws {
        self.group = try request.identifier()
        self.search = try UserGroup.memberScheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<GroupMemberReply> {
        _ = try await UserGroup.get(group, in: principal.tenant, tx)
        return Page(try await UserGroup.findMembers(search, of: group, in: principal.tenant, tx), GroupMemberReply.init)
    }
}
