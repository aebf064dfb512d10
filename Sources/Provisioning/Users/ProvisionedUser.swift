package import Access
package import Audit
package import Daemon
package import JSON
import Tenancy

/// A user of a tenant as an identity provider set it up.
package struct ProvisionedUser: Sendable, Equatable {
    /// A group that the user is in.
    package struct GroupReference: Sendable, Equatable {
        /// The group.
        package var id: UserGroup.ID
        /// The group's name.
        package var name: String
    }

    /// The account, whose identifier is that of the resource too.
    package var id: Account.ID
    /// What clients have set.
    package var content: ResourceContent
    /// The groups of the same integration that the user is in, if they were asked for.
    package var groups: [GroupReference]
    /// When it was made.
    package var created: Instant
    /// When it last changed.
    package var updated: Instant
    /// The version: it grows with each change of what clients set, not with the groups.
    package var version: ResourceVersion

    /// The whole resource as it is shown when nothing is left out.
    package func document(for provisioner: Provisioner) -> JSONObject {
        let groups = groups.map { group -> JSON in
            let id = group.id.description
            return [
                "value": .string(id), "$ref": .string(provisioner.location(of: id, .group)),
                "display": .string(group.name), "type": "direct",
            ]
        }
        let id = id.description
        return ResourceType.user.document(
            id: id,
            content,
            derived: ["groups": .array(groups)],
            meta: ResourceMeta(
                created: created,
                lastModified: updated,
                location: provisioner.location(of: id, .user),
                version: version
            )
        )
    }

    /// What the user is to be by the body of a PUT.
    ///
    /// A body that does not say whether the user is active leaves that as it is: nobody gets back in by an omission.
    ///
    /// - Throws: What reading the body throws.
    package func content(
        replacedBy body: JSON,
        for provisioner: Provisioner
    ) throws(ProvisioningError) -> ResourceContent {
        let reader = ResourceReader(.user, profile: provisioner.profile)
        var content = try reader.content(replacing: content, by: body)
        if content.attributes["active"] == nil {
            content.attributes["active"] = self.content.attributes["active"]
        }
        return content
    }

    /// The record of a change.
    ///
    /// - Parameters:
    ///   - before: The user before; `nil` if it was made.
    ///   - after: The user after; `nil` if it was removed.
    ///   - provisioner: Who changed it.
    /// - Returns: The record.
    package static func changed(
        from before: ProvisionedUser?,
        to after: ProvisionedUser?,
        by provisioner: Provisioner
    ) -> RecordedChange {
        RecordedChange(
            resource: .user,
            kind: "scim_user",
            id: (after ?? before)?.id.description,
            before: before.map { .object($0.document(for: provisioner)) },
            after: after.map { .object($0.document(for: provisioner)) },
            type: after == nil ? .delete : nil
        )
    }
}

extension UserKeys {
    /// The name that people are shown: the first of what a user has.
    static func displayName(of content: ResourceContent) -> String {
        let attributes = content.attributes
        let name = attributes["name"]
        let parts: [String] = [name?["givenName"]?.string, name?["familyName"]?.string].compactMap(\.self)
        let candidates: [String?] = [
            attributes["displayName"]?.string, name?["formatted"]?.string, parts.joined(separator: " "),
            attributes["userName"]?.string,
        ]
        return candidates.compactMap(\.self).first { !$0.isEmpty } ?? ""
    }

    /// The address that the account is made with: the preferred one, else the first.
    static func email(of content: ResourceContent) -> String? {
        let emails = content.attributes["emails"]?.array ?? []
        return (emails.first(where: \.isPrimary) ?? emails.first)?["value"]?.string
    }
}
