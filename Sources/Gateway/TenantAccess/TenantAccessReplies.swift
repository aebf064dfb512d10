import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiUserTenantAccess`.
struct TenantMemberReply: JSONReply {
    let member: TenantMember

    var json: JSON {
        [
            "id": JSON(member.id.description), "username": JSON(member.username),
            "displayName": JSON(member.displayName), "description": JSON(member.description),
            "groups": .array(member.groups.map(\.named)),
            // How somebody signs in is no tenant's to know.
            "auths": [],
        ]
    }
}

/// The contract's `ApiTenantAccess`.
struct TenantAccessReply: JSONReply {
    let tenant: String
    let member: TenantMember
    let roles: [TenantMember.Assignment]

    var json: JSON {
        [
            "tenantId": JSON(tenant), "userId": JSON(member.id.description), "username": JSON(member.username),
            "displayName": JSON(member.displayName), "groups": .array(member.groups.map(\.named)),
            "roles": .array(roles.map(\.json)),
        ]
    }
}

extension UserGroup.GroupMembership {
    /// The contract's `ApiGroup` of the access to a tenant.
    fileprivate var named: JSON {
        ["id": JSON(group.description), "name": JSON(name), "external": .bool(isExternal)]
    }
}

extension TenantMember.Assignment {
    /// The contract's `ApiRoleAssignment`.
    fileprivate var json: JSON {
        var json: JSONObject = ["id": JSON(role.id.description), "name": JSON(role.name)]
        json["namespace"] = namespace.map { JSON($0.description) }
        json["origin"] = group == nil ? "BINDING" : "GROUP"
        json["sourceId"] = JSON(group?.description ?? binding.description)
        json["permissions"] = .array(
            (role.permissions.json.object?.members ?? []).map { ["resource": JSON($0.name), "actions": $0.value] }
        )
        return .object(json)
    }
}

extension TenantMember {
    /// The record of a change of the user's access.
    func changed(from before: TenantMember?, to after: TenantMember?) -> RecordedChange {
        RecordedChange(
            resource: .tenantAccess,
            id: id.description,
            before: before?.recorded,
            after: after?.recorded
        )
    }

    private var recorded: JSON {
        [
            "userId": JSON(id.description), "username": JSON(username), "displayName": JSON(displayName),
            "active": .bool(isActive), "groups": JSON(strings: groups.map(\.group.description)),
        ]
    }
}
