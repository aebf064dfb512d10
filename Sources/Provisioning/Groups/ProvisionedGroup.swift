package import Access
package import Audit
package import Daemon
package import JSON
import Tenancy

/// A group of a tenant as an identity provider set it up; its members are kept apart, for they can be many.
package struct ProvisionedGroup: Sendable, Equatable {
    /// How many members a reply may list.
    package static let maximumMembers = 100_000
    /// How many members a group may have for a PATCH to be answered with all of it.
    package static let maximumShownMembers = 100

    /// Identifies the group.
    package var id: UserGroup.ID
    /// The name; no other group of the tenant has it.
    package var displayName: String
    /// The client's identifier.
    package var externalID: String?
    /// When it was made.
    package var created: Instant
    /// When it last changed.
    package var updated: Instant
    /// The version: it grows with each change, of the members too.
    package var version: ResourceVersion

    /// What clients have set, but for the members.
    var content: ResourceContent {
        var attributes: JSONObject = [:]
        attributes["externalId"] = externalID.map { .string($0) }
        attributes["displayName"] = .string(displayName)
        return ResourceContent(attributes: attributes)
    }

    /// What clients have set, with the members.
    func content(with members: [Account.ID]) -> ResourceContent {
        var content = content
        if !members.isEmpty {
            content.attributes["members"] = .array(members.map { ["value": .string($0.description)] })
        }
        return content
    }

    /// The whole resource as it is shown when nothing is left out.
    package func document(with members: [Account.ID] = [], for provisioner: Provisioner) -> JSONObject {
        let members = members.map { member -> JSON in
            let id = member.description
            return ["value": .string(id), "$ref": .string(provisioner.location(of: id, .user)), "type": "User"]
        }
        let id = id.description
        return ResourceType.group.document(
            id: id,
            content,
            derived: ["members": .array(members)],
            meta: ResourceMeta(
                created: created,
                lastModified: updated,
                location: provisioner.location(of: id, .group),
                version: version
            )
        )
    }

    /// The records of a change: those who left are told before, those who joined after, a bounded number in each record.
    ///
    /// - Parameters:
    ///   - before: The group before; `nil` if it was made.
    ///   - after: The group after; `nil` if it was removed.
    ///   - members: Who joined and who left.
    ///   - provisioner: Who changed it.
    /// - Returns: The records; none if nothing changed.
    package static func changed(
        from before: ProvisionedGroup?,
        to after: ProvisionedGroup?,
        _ members: MembersChange = MembersChange(),
        by provisioner: Provisioner
    ) -> [RecordedChange] {
        guard before != after else { return [] }
        let size = 1000
        let parts = max(1, (max(members.joined.count, members.left.count) + size - 1) / size)
        return (0..<parts).map { part in
            let joined = Array(members.joined.dropFirst(part * size).prefix(size))
            let left = Array(members.left.dropFirst(part * size).prefix(size))
            return RecordedChange(
                resource: .group,
                kind: "scim_group",
                id: (after ?? before)?.id.description,
                before: before.map { .object($0.document(with: left, for: provisioner)) },
                after: after.map { .object($0.document(with: joined, for: provisioner)) }
            )
        }
    }
}

/// Who joined a group and who left it.
package struct MembersChange: Sendable, Equatable {
    /// Those who are members now and were not.
    package var joined: [Account.ID] = []
    /// Those who were members and are no longer.
    package var left: [Account.ID] = []

    /// Nobody.
    package init() {}

    var isEmpty: Bool { joined.isEmpty && left.isEmpty }
}
