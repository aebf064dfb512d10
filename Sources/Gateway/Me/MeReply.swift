import Access
import JSON
import Tenancy

/// The contract's `ApiMe`.
struct MeReply: JSONReply {
    let user: User

    var json: JSON {
        [
            "id": JSON(user.id.description), "superAdmin": .bool(user.isSuperadmin),
            "instanceOwner": .bool(user.isSuperadmin), "restricted": .bool(user.isRestricted),
            "profile": [
                "email": JSON(user.email), "firstName": JSON(user.firstName), "lastName": JSON(user.lastName),
                "username": JSON(user.username),
            ],
            "auths": .array(user.hasPassword ? [["name": JSON(user.username), "type": "BASIC_AUTH"]] : []),
            "tenants": user.tenants.json,
            "ownedGroups": .array(
                user.groups.filter(\.isOwner).map { ["tenantId": JSON($0.tenant), "id": JSON($0.id.description)] }
            ),
        ]
    }
}
