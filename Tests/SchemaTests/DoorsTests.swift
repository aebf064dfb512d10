import Crypto
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("The doors past row security", .database)
struct DoorsTests {
    let tenant = UUID.v4()
    let other = UUID.v4()
    let app: Database
    let superuser: Database

    init() async throws {
        app = try #require(DatabaseTrait.current)
        superuser = try await DatabaseTrait.asSuperuser()
        try await superuser.transaction { [tenant, other] tx in
            try await tx.execute(
                """
                insert into tenant (tenant_id, slug, name)
                values (\(tenant), 'tenant', 'tenant'), (\(other), 'other', 'other')
                """
            )
        }
    }

    private func inside(_ tenant: UUID) -> TransactionOptions {
        TransactionOptions(settings: [("reeve.tenant_id", tenant.description)])
    }

    private func call<Value: PostgresDecodable & Sendable>(_ sql: SQL, in tenant: UUID) async throws -> Value {
        try await app.transaction(inside(tenant)) { tx in try await tx.query(sql)[0].decode(0) }
    }

    private func provision(_ name: String, in tenant: UUID) async throws -> UUID {
        try await call("select provision_user(\(name), \(name), null, null, null)", in: tenant)
    }

    private func admit(_ account: UUID, to tenant: UUID, active: Bool = true) async throws {
        try await app.transaction(inside(tenant)) { tx in
            try await tx.execute(
                """
                insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name, active)
                values (\(tenant), \(account), 'user', 'name', \(account.description), 'name', \(active))
                on conflict (tenant_id, account_id) do update set active = excluded.active
                """
            )
        }
    }

    /// A session and an unbound token, whose digests are the account's.
    private func signIn(_ account: UUID) async throws {
        try await superuser.transaction { tx in
            try await tx.execute(
                """
                insert into session (session_id, digest, account_id, idle_until, expires_at)
                values (\(account), sha256(uuid_send(\(account))), \(account), now(), now())
                """
            )
            try await tx.execute(
                """
                insert into api_token (token_id, kind, digest, account_id, name, prefix)
                values (\(account.description), 'personal', sha256(uuid_send(\(account))), \(account), 'name', 'rvp_')
                """
            )
        }
    }

    private func credentials(of account: UUID) async throws -> Int {
        try await superuser.transaction { tx in
            try await tx.query(
                """
                select (select count(*) from session where account_id = \(account))
                  + (select count(*) from api_token where account_id = \(account))
                """
            )[0].decode(0)
        }
    }

    private struct Standing: Equatable {
        var usable: Bool
        var active: Bool?
        var bound: UUID?
        var superadmin = false
    }

    private func standing(bySessionOf account: UUID, in tenant: UUID) async throws -> Standing? {
        try await app.transaction(inside(tenant)) { tx in
            let rows = try await tx.query(
                "select usable, active, bound_tenant_id, superadmin from authenticate_session(sha256(uuid_send(\(account))))"
            )
            guard let row = rows.first else { return nil }
            return Standing(
                usable: try row.decode(0),
                active: try row.decode(1),
                bound: try row.decode(2),
                superadmin: try row.decode(3)
            )
        }
    }

    private func standing(byTokenOf account: UUID, in tenant: UUID) async throws -> Standing? {
        try await app.transaction(inside(tenant)) { tx in
            let rows = try await tx.query(
                """
                select usable, active, token_tenant_id, superadmin
                from authenticate_token(\(account.description), sha256(uuid_send(\(account))))
                """
            )
            guard let row = rows.first else { return nil }
            return Standing(
                usable: try row.decode(0),
                active: try row.decode(1),
                bound: try row.decode(2),
                superadmin: try row.decode(3)
            )
        }
    }

    @Test func `a name is one account for all tenants, however many provision it at once`() async throws {
        let accounts = try await withThrowingTaskGroup(of: UUID.self) { group in
            for index in 0..<24 { group.addTask { try await provision("same", in: index % 2 == 0 ? tenant : other) } }
            return try await group.reduce(into: Set<UUID>()) { $0.insert($1) }
        }
        #expect(accounts.count == 1)
        await superuser.close()
    }

    @Test(
        arguments: [
            "select provision_user('a', 'a', null, null, null)", "select * from find_user('a')",
            "select * from identify_user(gen_random_uuid(), true)",
            "select end_access(gen_random_uuid())", "select create_service_account(gen_random_uuid(), 'a', 'a', null)",
        ] as [SQL]
    )
    func `a door for tenants opens in a tenant only`(_ sql: SQL) async throws {
        await #expect(throws: DatabaseError.self) { try await app.transaction { tx in _ = try await tx.query(sql) } }
        await superuser.close()
    }

    @Test func `a user of another tenant is identified for the instance alone`() async throws {
        let made = try await provision("made", in: tenant)
        let known = try await provision("known", in: other)
        let theirs = try await provision("theirs", in: other)
        try await admit(known, to: tenant)
        for (account, expected) in [(made, 1), (known, 1), (theirs, 0), (UUID.v4(), 0)] {
            let found: Int = try await call("select count(*) from identify_user(\(account), false)", in: tenant)
            #expect(found == expected)
        }
        let found: Int = try await call("select count(*) from identify_user(\(theirs), true)", in: tenant)
        #expect(found == 1)
        await superuser.close()
    }

    @Test func `a password that a tenant chose signs in to that tenant alone`() async throws {
        let account = try await provision("victim", in: tenant)
        try await admit(account, to: tenant)
        #expect(try await call("select set_provisioned_password(\(account), 'hash')", in: tenant))
        try await admit(try await provision("victim", in: other), to: other)
        try await superuser.transaction { tx in
            try await tx.execute("update account set superadmin = true where account_id = \(account)")
        }
        try await signIn(account)
        let inside = Standing(usable: true, active: true, bound: tenant)
        let outside = Standing(usable: true, active: nil, bound: tenant)
        #expect(try await standing(bySessionOf: account, in: tenant) == inside)
        #expect(try await standing(byTokenOf: account, in: tenant) == inside)
        #expect(try await standing(bySessionOf: account, in: other) == outside)
        #expect(try await standing(byTokenOf: account, in: other) == outside)

        try await superuser.transaction { tx in
            try await tx.execute("update account set password_tenant_id = null where account_id = \(account)")
        }
        let freed = Standing(usable: true, active: true, bound: nil, superadmin: true)
        #expect(try await standing(bySessionOf: account, in: other) == freed)
        #expect(try await standing(byTokenOf: account, in: other) == freed)
        await superuser.close()
    }

    @Test func `a tenant sets no password of an account that others made or know, nor one that it did not choose`()
        async throws
    {
        let foreign = try await provision("foreign", in: other)
        try await admit(foreign, to: tenant)
        #expect(try await !call("select set_provisioned_password(\(foreign), 'hash')", in: tenant))

        let shared = try await provision("shared", in: tenant)
        try await admit(shared, to: tenant)
        try await admit(shared, to: other)
        #expect(try await !call("select set_provisioned_password(\(shared), 'hash')", in: tenant))

        let own = try await provision("own", in: tenant)
        try await superuser.transaction { tx in
            try await tx.execute("update account set password_hash = 'hash' where account_id = \(own)")
        }
        #expect(try await !call("select set_provisioned_password(\(own), 'hash')", in: tenant))
        await superuser.close()
    }

    @Test func `what an account holds ends with its last active tenant, and no sooner`() async throws {
        let account = try await provision("leaver", in: tenant)
        try await admit(account, to: tenant)
        try await admit(account, to: other)
        try await signIn(account)
        try await admit(account, to: tenant, active: false)
        try await app.transaction(inside(tenant)) { tx in try await tx.execute("select end_access(\(account))") }
        #expect(try await credentials(of: account) == 2)
        #expect(try await standing(bySessionOf: account, in: tenant)?.active == false)
        #expect(try await standing(bySessionOf: account, in: other)?.active == true)

        try await admit(account, to: other, active: false)
        #expect(try await standing(bySessionOf: account, in: other)?.usable == false)
        try await app.transaction(inside(other)) { tx in try await tx.execute("select end_access(\(account))") }
        #expect(try await credentials(of: account) == 0)
        await superuser.close()
    }

    @Test func `a tenant ends nothing of an account that it does not know`() async throws {
        let stranger = try await provision("stranger", in: other)
        try await signIn(stranger)
        try await app.transaction(inside(tenant)) { tx in try await tx.execute("select end_access(\(stranger))") }
        #expect(try await credentials(of: stranger) == 2)
        await superuser.close()
    }

    @Test func `a tenant makes no token for an account that it does not know`() async throws {
        let stranger = try await provision("stranger", in: other)
        let error = await #expect(throws: DatabaseError.self) {
            try await app.transaction(inside(tenant)) { tx in
                try await tx.execute(
                    """
                    insert into api_token (token_id, kind, digest, account_id, tenant_id, name, prefix)
                    values ('id', 'personal', sha256('secret'), \(stranger), \(tenant), 'name', 'rvp_')
                    """
                )
            }
        }
        #expect(error?.constraint == "api_token_access_fkey")
        await superuser.close()
    }

    @Test func `a service account is its own tenant's to change and to delete`() async throws {
        let account = UUID.v4()
        try await app.transaction(inside(tenant)) { tx in
            try await tx.execute("select create_service_account(\(account), 'name', 'name', null)")
        }
        #expect(try await !call("select update_service_account(\(account), 'new', 'new', null)", in: other))
        #expect(try await !call("select delete_service_account(\(account))", in: other))
        #expect(try await call("select update_service_account(\(account), 'new', 'new', null)", in: tenant))
        try await superuser.transaction { tx in
            try await tx.execute("update account set superadmin = true where account_id = \(account)")
        }
        #expect(try await !call("select delete_service_account(\(account))", in: tenant))
        try await superuser.transaction { tx in
            try await tx.execute("update account set superadmin = false where account_id = \(account)")
        }
        #expect(try await call("select delete_service_account(\(account))", in: tenant))
        await superuser.close()
    }

    @Test func `a slug finds its live tenant, and not one that bears it as a name`() async throws {
        try await superuser.transaction { tx in
            try await tx.execute("update tenant set name = 'gone' where tenant_id = \(tenant)")
            try await tx.execute("update tenant set slug = 'gone', deleted_at = now() where tenant_id = \(other)")
        }
        let found: [UUID?] = try await app.transaction { tx in
            try await tx.batch([
                "select resolve_tenant('tenant')", "select resolve_tenant('gone')", "select resolve_tenant('nobody')",
            ]).map { rows throws(DatabaseError) in try rows[0].decode(0) }
        }
        #expect(found == [tenant, nil, nil])
        await superuser.close()
    }
}
