import Access
import Audit
import Postgres
import Tenancy

/// Makes an account a member of a group, and gives it access to the tenant if it has none.
struct AddGroupMember: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/groups/{id}/members/{userId}"
    static let id = "addUserToGroup"
    static let summary = "Add a user to a group"
    static let permission = Permission(.group, .manageMembers)

    let group: UserGroup.ID
    let account: Account.ID
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.group = try request.identifier()
        self.account = try request.identifier("userId")
        self.templates = request.services.templates
    }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        try await UserGroup.ownership(of: group, by: principal, tx)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        GroupMemberReply
    > {
        let group = try await UserGroup.get(group, in: principal.tenant, tx)
        try group.requireOwn()
        let before = try await UserGroup.member(account, of: group.id, in: principal.tenant, tx)
        guard !before.groups.contains(where: { $0.group == group.id }) else {
            return Recorded(GroupMemberReply(member: before), [])
        }
        try await UserGroup.requireRights(toLetInto: group.id, by: principal, templates: templates, tx)
        try await UserGroup.add([account], to: group.id, in: principal.tenant, tx)
        let member = try await UserGroup.member(account, of: group.id, in: principal.tenant, tx)
        return Recorded(GroupMemberReply(member: member), group.memberChanged(account, from: nil, to: .member))
    }
}
