/// Brings the schema of a database up to date.
///
/// One runner at a time: others wait by asking again and again, for a session that blocks on the lock would block
/// `create index concurrently`. What is applied is written down with its checksum, and never applied again.
public struct MigrationRunner: Sendable {
    /// What a run did.
    public struct Report: Sendable, Equatable {
        /// The migrations that were applied, in order.
        public var applied: [String]
        /// Whether the row policies were applied.
        public var appliesPolicies: Bool
    }

    /// One migration and whether it is applied.
    public struct Status: Sendable, Equatable {
        /// The migration's label.
        public var label: String
        /// When it was applied, as the server prints it; nil when it is not.
        public var appliedAt: String?
        /// How long it took, in milliseconds.
        public var milliseconds: Int?
    }

    private let database: Database
    private let migrations: [Migration]
    private let rowPolicies: [RowPolicy]
    private let owner: SQL.Identifier?
    private let schema: SQL.Identifier?
    private let lockTimeout: Duration

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - database: A database whose role may change the schema, or may become the owner.
    ///   - migrations: All migrations of this release.
    ///   - rowPolicies: The scripts that follow them.
    ///   - owner: The role that the migrations run as and that owns what they make; nil for the role that connects. The
    ///     scripts of policies always run as the role that connects, for they hand functions to other roles.
    ///   - schema: The schema that everything is made in, and that is made when it is missing; nil for the default one.
    ///   - lockTimeout: How long to wait for another runner.
    public init(
        database: Database,
        migrations: [Migration],
        rowPolicies: [RowPolicy] = [],
        owner: SQL.Identifier? = nil,
        schema: SQL.Identifier? = nil,
        lockTimeout: Duration = .seconds(120)
    ) {
        self.database = database
        self.migrations = migrations
        self.rowPolicies = rowPolicies
        self.owner = owner
        self.schema = schema
        self.lockTimeout = lockTimeout
    }

    /// Applies what is missing.
    ///
    /// A migration that fails leaves no trace unless it is marked `-- no-transaction`; those before it stay.
    ///
    /// - Returns: What was applied.
    /// - Throws: `DatabaseError.migration` with a sentence when the files and the database do not fit together, or what
    ///   the server refused.
    public func run() async throws(DatabaseError) -> Report {
        try await database.withSession { session throws(DatabaseError) in
            try await prepare(session)
            try await lock(session)
            try await makeSchema(session)
            try await become(owner, session)
            try await session.script(Self.tables)
            let sums = try await checksums(session)
            let plan = try MigrationPlan(migrations, checksums: sums, applied: try await applied(session))
            for migration in plan.pending { try await apply(migration, session) }
            let appliesPolicies = try await applyPolicies(session, always: !plan.pending.isEmpty)
            return Report(applied: plan.pending.map(\.label), appliesPolicies: appliesPolicies)
        }
    }

    /// Tells which migrations are applied, and changes nothing.
    ///
    /// - Returns: All migrations of this release, in order.
    /// - Throws: `DatabaseError.migration` with a sentence when the files and the database do not fit together.
    public func status() async throws(DatabaseError) -> [Status] {
        try await database.withSession { session throws(DatabaseError) in
            try await prepare(session)
            let known = try await session.query("select to_regclass('reeve_migration') is not null")
            var rows: [Int: Status] = [:]
            if try known[0].decode(0, as: Bool.self) {
                _ = try MigrationPlan(
                    migrations,
                    checksums: try await checksums(session),
                    applied: try await applied(session)
                )
                for row in try await session.query(
                    "select version, name, applied_at::text, duration_ms from reeve_migration order by version"
                ) {
                    let (version, name, at, took) = try row.values(Int.self, String.self, String.self, Int.self)
                    let label = Migration(version: version, name: name, sql: "").label
                    rows[version] = Status(label: label, appliedAt: at, milliseconds: took)
                }
            }
            return migrations.sorted { $0.version < $1.version }
                .map { rows[$0.version] ?? Status(label: $0.label, appliedAt: nil, milliseconds: nil) }
        }
    }

    private static let tables = """
        create table if not exists reeve_migration (
          version integer not null,
          name text not null,
          checksum text not null,
          applied_at timestamptz not null default now(),
          duration_ms bigint not null,
          constraint reeve_migration_pkey primary key (version)
        );
        comment on table reeve_migration is 'Which migrations were applied, and the checksum of each file.';
        create table if not exists reeve_row_policies (
          checksum text not null,
          applied_at timestamptz not null default now(),
          constraint reeve_row_policies_pkey primary key (checksum)
        );
        comment on table reeve_row_policies is 'The checksum of the row policies as they were applied last.';
        """

    private func prepare(_ session: DatabaseSession) async throws(DatabaseError) {
        if let schema { try await session.script("set search_path = \(schema.quoted)") }
        // A migration may take long; what it must not do is to keep everybody waiting behind its wait for a lock.
        try await session.script(
            "set statement_timeout = 0; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = 0; "
                + "set client_min_messages = 'warning'"
        )
    }

    private func makeSchema(_ session: DatabaseSession) async throws(DatabaseError) {
        guard let schema else { return }
        let found = try await session.query("select 1 from pg_namespace where nspname = \(schema.name)")
        guard found.isEmpty else { return }
        let authorization = owner.map { " authorization \($0.quoted)" } ?? ""
        // Every role may look into the schema: what it may read there is granted table by table.
        try await session.script(
            "begin; create schema \(schema.quoted)\(authorization); grant usage on schema \(schema.quoted) to public; commit"
        )
    }

    private func become(_ role: SQL.Identifier?, _ session: DatabaseSession) async throws(DatabaseError) {
        guard owner != nil else { return }
        try await session.script(role.map { "set role \($0.quoted)" } ?? "reset role")
    }

    private func lock(_ session: DatabaseSession) async throws(DatabaseError) {
        let deadline = ContinuousClock.now + lockTimeout
        while true {
            let rows = try await session.query("select pg_try_advisory_lock(7236837467312)")
            if try rows[0].decode(0, as: Bool.self) { return }
            guard deadline > .now else {
                throw .migration("another process has been migrating the database for too long")
            }
            do { try await Task.sleep(for: .milliseconds(200)) } catch { throw .cancelled }
        }
    }

    private func applied(_ session: DatabaseSession) async throws(DatabaseError) -> [MigrationPlan.Applied] {
        var applied: [MigrationPlan.Applied] = []
        for row in try await session.query("select version, name, checksum from reeve_migration order by version") {
            let (version, name, checksum) = try row.values(Int.self, String.self, String.self)
            applied.append(MigrationPlan.Applied(version: version, name: name, checksum: checksum))
        }
        return applied
    }

    private func checksums(_ session: DatabaseSession) async throws(DatabaseError) -> [String] {
        try await checksums(of: migrations.map(\.sql), session)
    }

    private func checksums(of texts: [String], _ session: DatabaseSession) async throws(DatabaseError) -> [String] {
        let rows = try await session.query(
            """
            select encode(sha256(convert_to(sql, 'UTF8')), 'hex')
            from unnest(\(texts)) with ordinality as files (sql, number)
            order by number
            """
        )
        var sums: [String] = []
        for row in rows { sums.append(try row.decode(0)) }
        return sums
    }

    private func apply(_ migration: Migration, _ session: DatabaseSession) async throws(DatabaseError) {
        let start = ContinuousClock.now
        let checksum = try await checksums(of: [migration.sql], session)[0]
        do throws(DatabaseError) {
            if migration.isTransactional { try await session.script("begin") }
            for statement in migration.isTransactional ? [migration.sql] : SQLScript(migration.sql).statements {
                try await session.script(statement)
            }
            let took = (ContinuousClock.now - start).milliseconds
            _ = try await session.query(
                """
                insert into reeve_migration (version, name, checksum, duration_ms)
                values (\(migration.version), \(migration.name), \(checksum), \(took))
                """
            )
            if migration.isTransactional { try await session.script("commit") }
        } catch {
            throw try await explain(error, migration.label, session)
        }
    }

    /// Rolls back, and names the file in the error.
    private func explain(
        _ error: DatabaseError,
        _ label: String,
        _ session: DatabaseSession
    ) async throws(DatabaseError) -> DatabaseError {
        guard case .server(let server) = error else { return error }
        try await session.script("rollback")
        return .migration("`\(label)` failed: \(server.message) (\(server.sqlState))")
    }

    private func applyPolicies(_ session: DatabaseSession, always: Bool) async throws(DatabaseError) -> Bool {
        guard !rowPolicies.isEmpty else { return false }
        let all = rowPolicies.map { "\($0.name)\n\($0.sql)\n" }.joined()
        let checksum = try await checksums(of: [all], session)[0]
        let known = try await session.query("select 1 from reeve_row_policies where checksum = \(checksum)")
        guard always || known.isEmpty else { return false }
        var label = ""
        do throws(DatabaseError) {
            try await become(nil, session)
            try await session.script("begin")
            for policy in rowPolicies {
                label = policy.name
                try await session.script(policy.sql)
            }
            label = "reeve_row_policies"
            try await session.script("delete from reeve_row_policies")
            _ = try await session.query("insert into reeve_row_policies (checksum) values (\(checksum))")
            try await session.script("commit")
        } catch {
            throw try await explain(error, label, session)
        }
        return true
    }
}
