extension Database {
    /// Refuses to work as a role that row security does not hold for, or that could switch it off.
    ///
    /// - Parameter schema: The schema whose tables are protected.
    /// - Throws: `DatabaseError.unsafeRole` with a sentence that names the role and what it may do.
    public func refuseUnsafeRole(schema: SQL.Identifier = "reeve") async throws {
        let rows = try await transaction(TransactionOptions(readOnly: true)) { tx in
            try await tx.query(
                """
                -- The session's own role counts: what `set role` may switch to is checked as its memberships.
                with recursive role as (
                  select oid, rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
                  from pg_roles where rolname = session_user
                ), may_become (oid) as (
                  select oid from role
                  union
                  select membership.roleid from pg_auth_members as membership
                  join may_become on membership.member = may_become.oid
                ), power (reason) as (
                  select 'is a superuser' from pg_roles join may_become using (oid) where rolsuper
                  union all
                  select 'bypasses row security' from pg_roles join may_become using (oid) where rolbypassrls
                  union all
                  select 'may make roles' from pg_roles join may_become using (oid) where rolcreaterole
                  union all
                  select 'may make databases' from pg_roles join may_become using (oid) where rolcreatedb
                  union all
                  select 'may replicate' from pg_roles join may_become using (oid) where rolreplication
                  union all
                  select 'owns the table ' || class.relname
                  from pg_class as class join pg_namespace as space on space.oid = class.relnamespace
                  join may_become on may_become.oid = class.relowner
                  where space.nspname = \(schema.name) and class.relkind in ('r', 'p')
                  union all
                  select 'owns the schema ' || nspname from pg_namespace join may_become on nspowner = may_become.oid
                  where nspname = \(schema.name)
                  union all
                  select 'may act as ' || rolname from pg_roles join may_become using (oid)
                  where rolname in (
                    'pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program', 'pg_read_server_files',
                    'pg_write_server_files'
                  )
                )
                select session_user::text, reason from power limit 1
                """
            )
        }
        guard let row = rows.first else { return }
        let (role, reason) = try row.values(String.self, String.self)
        throw DatabaseError.unsafeRole(
            "the role `\(role)` \(reason), directly or through a role it belongs to; connect as one that row security holds for"
        )
    }
}
