import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiUser`.
struct UserReply: JSONReply {
    let user: User

    var json: JSON {
        var json: JSONObject = [
            "id": JSON(user.id.description), "username": JSON(user.username), "displayName": JSON(user.displayName),
            "firstName": JSON(user.firstName), "lastName": JSON(user.lastName), "email": JSON(user.email),
        ]
        json["tenants"] = user.tenants.json
        json["auths"] = .array(user.authentications)
        json["groups"] = .array(
            user.groups.map { ["id": JSON($0.id.description), "tenantId": JSON($0.tenant)] }
        )
        json["superAdmin"] = .bool(user.isSuperadmin)
        json["instanceOwner"] = .bool(user.isSuperadmin)
        json["restricted"] = .bool(user.isRestricted)
        return .object(json)
    }
}

/// The contract's `ApiUserSummary`.
struct UserSummary: JSONReply {
    let user: User

    var json: JSON {
        [
            "id": JSON(user.id.description), "username": JSON(user.username), "displayName": JSON(user.displayName),
            "tenants": user.tenants.json, "auths": .array(user.authentications),
            "superAdmin": .bool(user.isSuperadmin), "instanceOwner": .bool(user.isSuperadmin),
        ]
    }
}

extension [User.TenantName] {
    /// The contract's list of `ApiTenantSummary`.
    var json: JSON { .array(map { ["id": JSON($0.slug), "name": JSON($0.name)] }) }
}

extension User {
    /// What identifies the way to sign in by password.
    static let passwordAuthentication = "basic"

    /// The ways to sign in, as `ApiUserAuth` says them.
    var authentications: [JSON] {
        guard hasPassword else { return [] }
        return [["id": JSON(Self.passwordAuthentication), "name": JSON(username), "type": "BASIC_AUTH"]]
    }

    /// The user as audit records show it.
    var recorded: JSON {
        [
            "id": JSON(id.description), "username": JSON(username), "email": JSON(email),
            "firstName": JSON(firstName), "lastName": JSON(lastName), "superAdmin": .bool(isSuperadmin),
            "restricted": .bool(isRestricted), "tenants": JSON(strings: tenants.map(\.slug)),
            "groups": JSON(strings: groups.map(\.id.description)),
            "providers": JSON(strings: hasPassword ? [Self.passwordAuthentication] : []),
        ]
    }

    /// The record of a change of the user.
    func changed(from before: User?, to after: User?) -> RecordedChange {
        RecordedChange(resource: .user, id: id.description, before: before?.recorded, after: after?.recorded)
    }
}
