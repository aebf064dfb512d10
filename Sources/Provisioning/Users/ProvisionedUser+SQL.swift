package import Access
import Crypto
import JSON
package import Postgres
import Tenancy

extension ProvisionedUser {
    private static func columns(groups: Bool) -> SQL {
        let columns: SQL = """
            resource.account_id, resource.resource, resource.revision, resource.created_at, resource.updated_at
            """
        guard groups else { return "\(columns), '[]'::jsonb as groups" }
        return """
            \(columns), coalesce((
              select jsonb_agg(jsonb_build_array(g.group_id, g.name) order by g.name_key)
              from group_member m join user_group g on g.tenant_id = m.tenant_id and g.group_id = m.group_id
              where m.tenant_id = resource.tenant_id and m.account_id = resource.account_id
                and g.integration_id = resource.integration_id
            ), '[]') as groups
            """
    }

    private static func source(_ provisioner: Provisioner) -> SQL {
        """
        scim_user resource
        where resource.tenant_id = \(provisioner.tenant) and resource.integration_id = \(provisioner.integration)
        """
    }

    private init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.content = try ResourceContent(row)
        self.created = try row.decode("created_at")
        self.updated = try row.decode("updated_at")
        self.version = ResourceVersion(try row.decode("revision"))
        let groups = try row.decode("groups", as: JSONB.self)
        self.groups = ((try? JSON(parsing: groups.bytes))?.array ?? []).compactMap { group in
            guard let id = group[0]?.string.flatMap(UserGroup.ID.init), let name = group[1]?.string else { return nil }
            return GroupReference(id: id, name: name)
        }
    }

    /// A user.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - provisioner: Who asks.
    ///   - groups: Whether the groups are wanted.
    ///   - forChange: Whether the user is about to be changed, and others are to wait until then.
    ///   - tx: The transaction.
    /// - Returns: The user.
    /// - Throws: `notFound`.
    package static func get(
        _ id: Account.ID,
        for provisioner: Provisioner,
        groups: Bool = true,
        forChange: Bool = false,
        _ tx: borrowing Transaction
    ) async throws -> ProvisionedUser {
        let lock: SQL = forChange ? "for update of resource" : ""
        let rows = try await tx.query(
            "select \(columns(groups: groups)) from \(source(provisioner)) and resource.account_id = \(id) \(lock)"
        )
        guard let row = rows.first else { throw ProvisioningError.notFound("there is no User `\(id)`") }
        return try ProvisionedUser(row)
    }

    /// The page of a list.
    package static func list(
        _ request: ListRequest,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ResourcePage {
        let query = try ResourceQuery(request, on: .user, profile: provisioner.profile)
        let groups = query.projection.shows("groups") || query.looks(at: "groups")
        let (users, total) = try await query.resources(
            columns(groups: groups),
            from: source(provisioner),
            tx,
            read: { row throws(DatabaseError) in try ProvisionedUser(row) },
            document: { $0.document(for: provisioner) }
        )
        return ResourcePage(
            resources: users.map { .object(query.projection.apply(to: $0.document(for: provisioner))) },
            total: total,
            startIndex: query.page.startIndex
        )
    }

    /// Makes a user, and the account if nobody has the name yet.
    ///
    /// What the account already is stays what it is. Access that the tenant gave by hand becomes the integration's.
    ///
    /// - Throws: `uniqueness` if the name is taken in the tenant, `mutability` if the password is not the tenant's to set.
    package static func create(
        _ content: ResourceContent,
        password: PreparedPassword,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ProvisionedUser {
        var content = content
        if content.attributes["active"] == nil {
            content.attributes["active"] = true
        }
        let keys = UserKeys(content)
        try keys.checkName()
        let tenant = provisioner.tenant
        let statement: SQL = """
            -- 1. The account of the name, made if nobody has it. 2. Its access to the tenant. 3. The user. 4. Its addresses.
            with account as materialized (
              select provision_user(
                \(keys.userName), \(keys.userNameKey), \(UserKeys.email(of: content)),
                \(content.attributes["name"]?["givenName"]?.string), \(content.attributes["name"]?["familyName"]?.string)
              ) as account_id
            ), access as (
              insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name, active)
              select \(tenant), account_id, 'user', \(keys.userName), \(keys.userNameKey), \(UserKeys.displayName(of: content)), \(keys.isActive)
              from account
              on conflict (tenant_id, account_id) do update
              set username = excluded.username, username_key = excluded.username_key, display_name = excluded.display_name,
                active = excluded.active, access_version = tenant_access.access_version + 1
              returning account_id
            ), resource as (
              insert into scim_user (
                tenant_id, account_id, integration_id, user_name, user_name_key, external_id, display_name_key, family_name_key,
                active, resource
              )
              select \(tenant), account_id, \(provisioner.integration), \(keys.userName), \(keys.userNameKey), \(keys.externalID),
                \(keys.displayNameKey), \(keys.familyNameKey), \(keys.isActive), \(content.stored)
              from access
              returning account_id, resource, revision, created_at, updated_at
            ), addresses as (
              insert into scim_email (tenant_id, account_id, ordinal, value_key, type, is_primary)
              select \(tenant), account_id, e.ordinal, e.value_key, e.type, e.is_primary
              from resource cross join \(keys.emailRows)
            )
            select \(columns(groups: false)) from resource
            """
        let results = try await refusingTakenName(keys, [statement], tx)
        guard let row = results.first?.first else { throw DatabaseError.closed }
        let user = try ProvisionedUser(row)
        if !keys.isActive {
            try tx.enqueue("select end_access(\(user.id))")
        }
        try await password.set(content.password, of: user.id, tx)
        return user
    }

    /// Stores what the user is to be from now on; nothing happens if that is what it is already.
    ///
    /// Who may no longer sign in loses sessions and tokens with the same commit.
    ///
    /// - Returns: The user as it is now, without its groups.
    /// - Throws: `uniqueness` if the name is taken in the tenant, `mutability` if the password is not the tenant's to set.
    package func update(
        to content: ResourceContent,
        password: PreparedPassword,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> ProvisionedUser {
        guard content.attributes != self.content.attributes || content.password != .unchanged else { return self }
        let (keys, previous) = (UserKeys(content), UserKeys(self.content))
        try keys.checkName()
        let (tenant, stored) = (provisioner.tenant, content.stored)
        var statements: [SQL] = [
            """
            update scim_user
            set user_name = \(keys.userName), user_name_key = \(keys.userNameKey), external_id = \(keys.externalID),
              display_name_key = \(keys.displayNameKey), family_name_key = \(keys.familyNameKey), active = \(keys.isActive),
              resource = \(stored), revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant) and account_id = \(id)
            """,
            """
            update tenant_access
            set username = \(keys.userName), username_key = \(keys.userNameKey), display_name = \(UserKeys.displayName(of: content))
            where tenant_id = \(tenant) and account_id = \(id)
            """,
        ]
        if keys.isActive != previous.isActive {
            statements.append(
                """
                update tenant_access set active = \(keys.isActive), access_version = access_version + 1
                where tenant_id = \(tenant) and account_id = \(id)
                """
            )
        }
        if !keys.isActive, previous.isActive {
            statements.append("select end_access(\(id))")
        }
        if keys.emails != previous.emails {
            statements.append("delete from scim_email where tenant_id = \(tenant) and account_id = \(id)")
            statements.append(keys.insertionOfEmails(of: id, in: tenant))
        }
        try await Self.refusingTakenName(keys, statements, tx)
        try await password.set(content.password, of: id, tx)
        return try await Self.get(id, for: provisioner, groups: false, tx)
    }

    /// Removes the user from the tenant, with all that the tenant gave: the account stays, and the name is free again.
    package func delete(for provisioner: Provisioner, _ tx: borrowing Transaction) async throws {
        let tenant = provisioner.tenant
        _ = try await tx.batch([
            "select end_access(\(id))",
            """
            update user_group set revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant) and integration_id = \(provisioner.integration)
              and group_id in (select group_id from group_member where tenant_id = \(tenant) and account_id = \(id))
            """,
            // Access that is given anew counts its versions from 1: what was granted before must not pass for it.
            "update tenant set access_version = access_version + 1 where tenant_id = \(tenant)",
            "delete from tenant_access where tenant_id = \(tenant) and account_id = \(id)",
        ])
    }

    @discardableResult
    private static func refusingTakenName(
        _ keys: UserKeys,
        _ statements: [SQL],
        _ tx: borrowing Transaction
    ) async throws -> [Rows] {
        let taken = ProvisioningError.uniqueness("`userName`: `\(keys.userName)` is taken")
        let meanings = ["scim_user_name_key": taken, "scim_user_pkey": taken, "tenant_access_name": taken]
        return try await ProvisioningError.explaining(meanings) { () throws(DatabaseError) in
            try await tx.batch(statements)
        }
    }
}

extension UserKeys {
    /// Refuses a name that no account can have.
    fileprivate func checkName() throws(ProvisioningError) {
        guard userName.unicodeScalars.count <= 320 else {
            throw .invalidValue("`userName`: expected at most 320 characters")
        }
    }

    fileprivate func insertionOfEmails(of account: Account.ID, in tenant: Tenant.ID) -> SQL {
        """
        insert into scim_email (tenant_id, account_id, ordinal, value_key, type, is_primary)
        select \(tenant), \(account), e.ordinal, e.value_key, e.type, e.is_primary from \(emailRows)
        """
    }

    /// The addresses as rows `e`.
    fileprivate var emailRows: SQL {
        """
        (
          select ordinal, value_key, nullif(type, '') as type, is_primary
          from unnest(\(emails.map(\.value)), \(emails.map { $0.type ?? "" }), \(emails.map(\.isPrimary)))
            with ordinality as given (value_key, type, is_primary, ordinal)
        ) as e
        """
    }
}
