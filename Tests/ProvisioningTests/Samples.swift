import Daemon
import JSON
import Provisioning

let coreUser = "urn:ietf:params:scim:schemas:core:2.0:User"
let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
let coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group"
let someID = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
let otherID = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c"

/// The `scimType`, or the status, of the error that a closure throws; what it returned else.
func refusal<Value>(_ body: () throws(ProvisioningError) -> Value) -> String {
    do throws(ProvisioningError) {
        return "no error but \(try body())"
    } catch {
        return error.scimType ?? String(error.status)
    }
}

/// A user with a value of every kind.
let mia: JSON = [
    "schemas": [.string(coreUser), .string(enterprise)],
    "externalId": "00u-17",
    "userName": "Mia.Keller@Example.com",
    "name": ["formatted": "Dr. Mia Keller", "familyName": "Keller", "givenName": "Mia"],
    "displayName": "Mia Keller",
    "profileUrl": "https://people.example.com/mia",
    "title": "Engineer",
    "active": true,
    "emails": [
        ["value": "Mia@Example.com", "type": "work", "primary": true],
        ["value": "mia@home.example", "type": "home"],
    ],
    "phoneNumbers": [["value": "+41 44 111 22 33", "type": "work"]],
    "addresses": [["type": "work", "locality": "Zürich", "country": "CH"]],
    "x509Certificates": [["value": "MIIBAg=="]],
    enterprise: ["employeeNumber": "4711", "department": "Rail", "manager": ["value": "m-1"]],
]

func content(_ body: JSON, profile: IntegrationProfile = .strict) throws -> ResourceContent {
    try ResourceReader(.user, profile: profile).content(creating: body)
}

/// The whole document of a user as it would be shown.
func document(_ body: JSON, id: String = someID, groups: JSON = []) throws -> JSONObject {
    ResourceType.user.document(
        id: id,
        try content(body),
        derived: ["groups": groups],
        meta: ResourceMeta(
            created: Instant(microseconds: 1_740_816_000_123_456),
            lastModified: Instant(seconds: 1_740_907_800),
            location: "https://reeve.example.com/scim/v2/Users/\(id)",
            version: ResourceVersion(7)
        )
    )
}

func user(_ members: JSONObject) -> JSON {
    var object: JSONObject = ["schemas": [.string(coreUser)], "userName": "a"]
    for (name, value) in members.members {
        object[name] = value
    }
    return .object(object)
}

func patch(_ operations: JSON...) throws -> PatchRequest {
    try PatchRequest([
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations),
    ])
}
