package import Access
import Crypto
import JSON
package import Postgres
import Tenancy

extension ProvisionedGroup {
    private static let columns: SQL = """
        resource.group_id, resource.name, resource.external_id, resource.revision, resource.created_at, resource.updated_at
        """

    private static func source(_ provisioner: Provisioner) -> SQL {
        """
        user_group resource
        where resource.tenant_id = \(provisioner.tenant) and resource.integration_id = \(provisioner.integration)
        """
    }

    private init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("group_id")
        self.displayName = try row.decode("name")
        self.externalID = try row.decode("external_id")
        self.created = try row.decode("created_at")
        self.updated = try row.decode("updated_at")
        self.version = ResourceVersion(try row.decode("revision"))
    }

    /// A group, without its members.
    ///
    /// - Throws: `notFound`.
    package static func get(
        _ id: UserGroup.ID,
        for provisioner: Provisioner,
        forChange: Bool = false,
        _ tx: borrowing Transaction
    ) async throws -> ProvisionedGroup {
        let lock: SQL = forChange ? "for update" : ""
        let rows = try await tx.query(
            "select \(columns) from \(source(provisioner)) and resource.group_id = \(id) \(lock)"
        )
        guard let row = rows.first else { throw ProvisioningError.notFound("there is no Group `\(id)`") }
        return try ProvisionedGroup(row)
    }

    /// The members of some groups.
    ///
    /// - Throws: `tooMany` if a reply would list more than the service is willing to.
    private static func members(
        of groups: [UserGroup.ID],
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> [UserGroup.ID: [Account.ID]] {
        guard !groups.isEmpty else { return [:] }
        let rows = try await tx.query(
            """
            select group_id, account_id from group_member
            where tenant_id = \(provisioner.tenant) and group_id = any(\(groups))
            order by group_id, account_id limit \(maximumMembers + 1)
            """
        )
        guard rows.count <= maximumMembers else {
            throw ProvisioningError.tooMany(
                "more than \(maximumMembers) members would have to be listed; ask with `excludedAttributes=members`"
            )
        }
        var members: [UserGroup.ID: [Account.ID]] = [:]
        for row in rows {
            members[try row.decode("group_id"), default: []].append(try row.decode("account_id"))
        }
        return members
    }

    /// The members.
    ///
    /// - Throws: `tooMany`.
    package func members(for provisioner: Provisioner, _ tx: borrowing Transaction) async throws -> [Account.ID] {
        try await Self.members(of: [id], for: provisioner, tx)[id] ?? []
    }

    /// Whether the group has so few members that they are told unasked.
    package func isSmall(for provisioner: Provisioner, _ tx: borrowing Transaction) async throws -> Bool {
        let rows = try await tx.query(
            """
            select from group_member where tenant_id = \(provisioner.tenant) and group_id = \(id)
            limit \(Self.maximumShownMembers + 1)
            """
        )
        return rows.count <= Self.maximumShownMembers
    }

    /// The page of a list.
    package static func list(
        _ request: ListRequest,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ResourcePage {
        let query = try ResourceQuery(request, on: .group, profile: provisioner.profile)
        guard !query.looks(at: "members") else {
            throw ProvisioningError.invalidFilter("of `members` only `members.value eq \"id\"` can be asked for")
        }
        let (groups, total) = try await query.resources(
            columns,
            from: source(provisioner),
            tx,
            read: { row throws(DatabaseError) in try ProvisionedGroup(row) },
            document: { $0.document(for: provisioner) }
        )
        let members =
            query.projection.shows("members") ? try await members(of: groups.map(\.id), for: provisioner, tx) : [:]
        let shown = groups.map { group -> JSON in
            .object(query.projection.apply(to: group.document(with: members[group.id] ?? [], for: provisioner)))
        }
        return ResourcePage(resources: shown, total: total, startIndex: query.page.startIndex)
    }

    /// Makes a group.
    ///
    /// - Returns: The group, and who joined it.
    /// - Throws: `uniqueness` if the name is taken in the tenant, `invalidValue` if a member is not known.
    package static func create(
        _ content: ResourceContent,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> (group: ProvisionedGroup, members: MembersChange) {
        let (keys, id) = (GroupKeys(content), UserGroup.ID.ordered())
        let wanted = try GroupMember.ids(in: content)
        _ = try await refusingTakenName(keys.displayName) { () throws(DatabaseError) in
            try await tx.execute(
                """
                insert into user_group (tenant_id, group_id, name, name_key, integration_id, external_id)
                values (\(provisioner.tenant), \(id), \(keys.displayName), \(keys.displayNameKey), \(provisioner.integration), \(keys.externalID))
                """
            )
        }
        var members = MembersChange()
        members.joined = try await add(wanted, to: id, for: provisioner, tx)
        return (try await get(id, for: provisioner, tx), members)
    }

    /// Makes the group what the body of a PUT says.
    ///
    /// - Returns: The group as it is now, and who joined and left.
    /// - Throws: As in making a group.
    package func replace(
        by content: ResourceContent,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> (group: ProvisionedGroup, members: MembersChange) {
        let keys = GroupKeys(content)
        let wanted = try GroupMember.ids(in: content)
        let members = try await setMembers(keeping: wanted, for: provisioner, tx)
        return (try await store(keys.displayName, keys.externalID, members, for: provisioner, tx), members)
    }

    /// Makes the changes of a PATCH; what they cost is a matter of the members they name, not of those the group has.
    ///
    /// - Returns: The group as it is now, and who joined and left.
    /// - Throws: As in making a group, and what applying the request throws.
    package func apply(
        _ patch: PatchRequest,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> (group: ProvisionedGroup, members: MembersChange) {
        guard let plan = try GroupPatch.plan(patch, profile: provisioner.profile) else {
            let members = try await members(for: provisioner, tx)
            let outcome = try patch.apply(to: content(with: members), of: .group, profile: provisioner.profile)
            return try await replace(by: outcome.content, for: provisioner, tx)
        }
        var members = MembersChange()
        if plan.clearsMembers {
            members = try await setMembers(keeping: plan.added, for: provisioner, tx)
        } else {
            members.left = try await remove(plan.removed, for: provisioner, tx)
            members.joined = try await Self.add(plan.added, to: id, for: provisioner, tx)
        }
        let name: String =
            if case .set(let name) = plan.displayName { name } else { displayName }
        let external: String? =
            switch plan.externalID {
            case .unchanged: externalID
            case .set(let text): text
            case .unassigned: nil
            }
        return (try await store(name, external, members, for: provisioner, tx), members)
    }

    /// Removes the group, with its memberships and bindings.
    package func delete(for provisioner: Provisioner, _ tx: borrowing Transaction) async throws {
        try tx.enqueue(
            "update tenant set access_version = access_version + 1 where tenant_id = \(provisioner.tenant)"
        )
        try await UserGroup.delete(id, in: provisioner.tenant, tx)
    }

    private func store(
        _ name: String,
        _ externalID: String?,
        _ members: MembersChange,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ProvisionedGroup {
        guard name != displayName || externalID != self.externalID || !members.isEmpty else { return self }
        let rows = try await Self.refusingTakenName(name) { () throws(DatabaseError) in
            try await tx.query(
                """
                update user_group resource
                set name = \(name), name_key = \(SearchKey(name).text), external_id = \(externalID), revision = revision + 1,
                  updated_at = now()
                where tenant_id = \(provisioner.tenant) and group_id = \(id)
                returning \(Self.columns)
                """
            )
        }
        guard let row = rows.first else { throw ProvisioningError.notFound("there is no Group `\(id)`") }
        return try ProvisionedGroup(row)
    }

    private static func refusingTakenName<Result>(
        _ name: String,
        _ body: () async throws(DatabaseError) -> Result
    ) async throws -> Result {
        let taken = ProvisioningError.uniqueness("`displayName`: `\(name)` is taken")
        return try await ProvisioningError.explaining(["user_group_name_key": taken], body)
    }
}
