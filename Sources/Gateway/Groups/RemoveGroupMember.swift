import Access
import Audit
import Postgres
import Tenancy

/// Ends a membership.
struct RemoveGroupMember: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/groups/{id}/members/{userId}"
    static let id = "deleteUserFromGroup"
    static let summary = "Remove a user from a group"
    static let permission = Permission(.group, .manageMembers)

    let group: UserGroup.ID
    let account: Account.ID

    init(_ request: Request) throws {
        self.group = try request.identifier()
        self.account = try request.identifier("userId")
    }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        try await UserGroup.ownership(of: group, by: principal, tx)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        GroupMemberReply
    > {
        let group = try await UserGroup.get(group, in: principal.tenant, tx)
        try group.requireOwn()
        var member = try await UserGroup.member(account, of: group.id, in: principal.tenant, tx)
        guard let index = member.groups.firstIndex(where: { $0.group == group.id }) else { throw AccessError.notFound }
        let membership = member.groups.remove(at: index).membership
        _ = try await UserGroup.remove(account, from: group.id, in: principal.tenant, tx)
        return Recorded(GroupMemberReply(member: member), group.memberChanged(account, from: membership, to: nil))
    }
}
