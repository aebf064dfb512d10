import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiGroupDetail`.
struct GroupDetail: JSONReply {
    let group: UserGroup

    var json: JSON {
        ["id": JSON(group.id.description), "name": JSON(group.name), "description": JSON(group.description)]
    }
}

/// The contract's `ApiGroupSummary`.
struct GroupSummary: JSONReply {
    let group: UserGroup

    var json: JSON {
        [
            "id": JSON(group.id.description), "name": JSON(group.name), "description": JSON(group.description),
            "securityIntegrationName": JSON(group.integration),
        ]
    }
}

/// The contract's `ApiGroupMember`.
struct GroupMemberReply: JSONReply {
    let member: UserGroup.Member

    var json: JSON {
        [
            "id": JSON(member.id.description), "username": JSON(member.username),
            "displayName": JSON(member.displayName),
            "groups": .array(
                member.groups.map {
                    [
                        "id": JSON($0.group.description), "name": JSON($0.name), "external": .bool($0.isExternal),
                        "membership": JSON($0.membership.rawValue),
                    ]
                }
            ),
        ]
    }
}

extension UserGroup {
    /// The group as audit records show it.
    var recorded: JSON { GroupDetail(group: self).json }

    /// The record of a change of the group.
    func changed(from before: UserGroup?, to after: UserGroup?) -> RecordedChange {
        RecordedChange(resource: .group, id: id.description, before: before?.recorded, after: after?.recorded)
    }
}

extension UserGroup {
    /// The record of a change of one membership.
    func memberChanged(
        _ account: Account.ID,
        from before: UserGroup.Membership?,
        to after: UserGroup.Membership?
    ) -> RecordedChange {
        RecordedChange(
            resource: .group,
            kind: "group_member",
            id: id.description,
            before: before.map { ["account": JSON(account.description), "membership": JSON($0.rawValue)] },
            after: after.map { ["account": JSON(account.description), "membership": JSON($0.rawValue)] }
        )
    }
}
