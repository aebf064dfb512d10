import Access
import Audit
import Crypto
import JSON
import Provisioning
import Tenancy

/// The contract's `SecurityIntegration`, with its profile; with its token only in the answer that makes it.
struct SecurityIntegrationReply: JSONReply {
    let integration: SecurityIntegration
    let tenant: Tenant.Slug?
    var isDeleted = false
    var token: Token?

    var json: JSON {
        var json: JSONObject = [
            "id": JSON(integration.id.description), "name": JSON(integration.name), "type": "SCIM",
            "description": JSON(integration.description), "tenantId": JSON(tenant?.description),
            "enabled": .bool(integration.isEnabled), "deleted": .bool(isDeleted),
            "profile": JSON(integration.profile),
        ]
        json["secretToken"] = token.map { JSON($0.text) }
        return .object(json)
    }
}

extension SecurityIntegration {
    /// The record of a change of the integration.
    func changed(from before: SecurityIntegration?, to after: SecurityIntegration?) -> RecordedChange {
        RecordedChange(
            resource: .securityIntegration,
            id: id.description,
            before: before?.recorded,
            after: after?.recorded
        )
    }

    private var recorded: JSON {
        [
            "id": JSON(id.description), "name": JSON(name), "type": "SCIM", "description": JSON(description),
            "profile": JSON(profile), "enabled": .bool(isEnabled), "serviceAccount": JSON(serviceAccount.description),
        ]
    }
}

extension FieldRule where Value == String {
    /// A name of lower-case letters, digits and inner hyphens, one at a time, of 63 characters at most.
    static var hyphenatedName: FieldRule {
        .text("lower-case letters and digits with single hyphens between, 63 characters at most") { text in
            let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            let isName = parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    }
            }
            return isName && text.utf8.count <= 63 ? text : nil
        }
    }
}
