import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Makes a member an owner of the group, or an owner a plain member.
struct SetGroupMembership: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/groups/{id}/members/membership/{userId}"
    static let id = "setUserMembershipForGroup"
    static let summary = "Update a user's membership type in a group"
    static let permission = Permission(.group, .manageMembers)
    static let fields = [
        FieldDescription.query(
            "membership",
            "OWNER | MEMBER",
            required: true,
            "Whether the user may manage the others."
        )
    ]

    let group: UserGroup.ID
    let account: Account.ID
    let membership: UserGroup.Membership

    init(_ request: Request) throws {
        self.group = try request.identifier()
        self.account = try request.identifier("userId")
        self.membership = try request.option("membership")
    }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        try await UserGroup.ownership(of: group, by: principal, tx)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        GroupMemberReply
    > {
        let group = try await UserGroup.get(group, in: principal.tenant, tx)
        var member = try await UserGroup.member(account, of: group.id, in: principal.tenant, tx)
        guard let index = member.groups.firstIndex(where: { $0.group == group.id }) else {
            throw AccessError.inUse("the user is not a member of the group")
        }
        let before = member.groups[index].membership
        try await UserGroup.set(membership, of: account, in: group.id, tenant: principal.tenant, tx)
        member.groups[index].membership = membership
        return Recorded(GroupMemberReply(member: member), group.memberChanged(account, from: before, to: membership))
    }
}
