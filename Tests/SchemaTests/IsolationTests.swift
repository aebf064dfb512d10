import Crypto
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Every table, to every role, by every verb, in no tenant, another and the right one", .database)
struct IsolationTests {
    typealias Verb = ProtectedTable.Verb

    /// What became of a statement.
    enum Outcome: Equatable, Sendable {
        case rows(Int)
        case refused(String)

        /// The setting that the policy asks for was not made, or no longer.
        var isUnset: Bool { self == .refused("42704") || self == .refused("22P02") }
        /// Not granted, or against a policy.
        var isForbidden: Bool { self == .refused("42501") }
    }

    let mine = UUID.v4()
    let theirs = UUID.v4()
    let app: Database

    init() async throws {
        app = try #require(DatabaseTrait.current)
        let superuser = try await DatabaseTrait.asSuperuser()
        try await superuser.transaction { [mine, theirs] tx in
            for tenant in [mine, theirs] {
                for table in ProtectedTable.all { try await tx.execute(table.insert(tenant)) }
            }
        }
        await superuser.close()
    }

    @Test func `the matrix holds every table of the schema`() async throws {
        let superuser = try await DatabaseTrait.asSuperuser()
        let names = try await superuser.transaction { tx in
            var names: [String] = []
            for row in try await tx.query(
                """
                select relname::text from pg_class
                where relnamespace = 'reeve'::regnamespace and relkind in ('r', 'p') and not relispartition
                  and relname not in ('reeve_migration', 'reeve_row_policies')
                order by relname
                """
            ) { names.append(try row.decode(0)) }
            return names
        }
        await superuser.close()
        #expect(names == ProtectedTable.all.map(\.name.name).sorted())
    }

    @Test func `the service does nothing where no tenant is set`() async throws {
        for table in ProtectedTable.all {
            for verb in Verb.allCases {
                let outcome = try await attempt(verb, table, of: mine)
                #expect(
                    table.app.contains(verb) ? outcome.isUnset : outcome.isForbidden,
                    "\(verb) \(table.name.name): \(outcome)"
                )
            }
            let all = try await count(table)
            #expect(table.app.isEmpty ? all.isForbidden : all.isUnset, "\(table.name.name): \(all)")
        }
    }

    @Test func `the service reaches no row of another tenant`() async throws {
        for table in ProtectedTable.all {
            for verb in Verb.allCases {
                let outcome = try await attempt(verb, table, of: mine, in: theirs)
                let expected: Outcome = table.app.contains(verb) && verb != .insert ? .rows(0) : .refused("42501")
                #expect(outcome == expected, "\(verb) \(table.name.name): \(outcome)")
            }
            let all = try await count(table, in: theirs)
            #expect(all == (table.app.isEmpty ? .refused("42501") : .rows(1)), "\(table.name.name): \(all)")
        }
    }

    @Test func `the service does to its tenant's rows what it is granted, and moves none to another`() async throws {
        for table in ProtectedTable.all {
            for verb in Verb.allCases {
                let outcome = try await attempt(verb, table, of: mine, in: mine)
                #expect(reached(outcome, by: verb, table.app), "\(verb) \(table.name.name): \(outcome)")
            }
            guard table.hasTenant else { continue }
            let moved = try await move(table, in: mine)
            #expect(moved.isForbidden, "\(table.name.name): \(moved)")
        }
    }

    @Test func `the instance's role is held to a tenant where the rows are a tenant's alone`() async throws {
        for table in ProtectedTable.all where table.reach == .tenant {
            for verb in Verb.allCases {
                let mayTry = table.instance.contains(verb)
                let unset = try await attempt(verb, table, of: mine, as: "reeve_instance", scope: "instance")
                #expect(mayTry ? unset.isUnset : unset.isForbidden, "\(verb) \(table.name.name) unset: \(unset)")
                let other = try await attempt(
                    verb,
                    table,
                    of: mine,
                    in: theirs,
                    as: "reeve_instance",
                    scope: "instance"
                )
                #expect(
                    other == (mayTry && verb != .insert ? .rows(0) : .refused("42501")),
                    "\(verb) \(table.name.name) other: \(other)"
                )
                let right = try await attempt(verb, table, of: mine, in: mine, as: "reeve_instance", scope: "instance")
                #expect(reached(right, by: verb, table.instance), "\(verb) \(table.name.name) right: \(right)")
            }
        }
    }

    @Test func `the instance's role spans tenants in the instance's scope alone`() async throws {
        for table in ProtectedTable.all where table.reach == .instance {
            for verb in Verb.allCases {
                let mayTry = table.instance.contains(verb)
                // Whether a tenant is set makes no difference to it.
                for tenant in [nil, theirs] {
                    let right = try await attempt(
                        verb,
                        table,
                        of: mine,
                        in: tenant,
                        as: "reeve_instance",
                        scope: "instance"
                    )
                    #expect(reached(right, by: verb, table.instance), "\(verb) \(table.name.name) right: \(right)")
                    let wrong = try await attempt(
                        verb,
                        table,
                        of: mine,
                        in: tenant,
                        as: "reeve_instance",
                        scope: "tenant"
                    )
                    #expect(
                        wrong == (mayTry && verb != .insert ? .rows(0) : .refused("42501")),
                        "\(verb) \(table.name.name) wrong scope: \(wrong)"
                    )
                }
                // Never set it raises; set by an earlier transaction of the session it is empty.
                let unset = try await attempt(verb, table, of: mine, in: mine, as: "reeve_instance")
                #expect(
                    unset.isForbidden || mayTry && (unset.isUnset || verb != .insert && unset == .rows(0)),
                    "\(verb) \(table.name.name) unset: \(unset)"
                )
            }
            let all = try await count(table, as: "reeve_instance", scope: "instance")
            #expect(all == .rows(2), "\(table.name.name): \(all)")
        }
    }

    @Test func `the service may not take the place of a door or of the owner`() async throws {
        for role: StaticString in ["reeve_door", "reeve_owner", "reeve_auditor", "reeve_sealer"] {
            let outcome = try await outcome(of: "select 1", as: role)
            #expect(outcome.isForbidden)
        }
    }

    @Test func `a leaf of a log is shut to all`() async throws {
        let superuser = try await DatabaseTrait.asSuperuser()
        try await superuser.transaction { tx in
            try await tx.execute("select create_audit_month('2099-01-01'), create_log_month('2099-01-01')")
        }
        await superuser.close()
        for (role, scope) in [(nil, nil), ("reeve_instance", "instance")] as [(StaticString?, String?)] {
            for leaf: SQL in ["audit_event_209901", "execution_log_209901"] {
                let outcome = try await outcome(of: "select count(*) from \(leaf)", in: mine, as: role, scope: scope)
                #expect(outcome.isForbidden)
            }
        }
    }
}

extension IsolationTests {
    /// Whether a statement did what a role is granted, to the one row that is meant; or came so far that the row's own constraints stopped it.
    private func reached(_ outcome: Outcome, by verb: Verb, _ granted: Set<Verb>) -> Bool {
        guard granted.contains(verb) else { return outcome.isForbidden }
        return switch verb {
        case .insert: outcome == .refused("23505")
        case .delete: outcome == .rows(1) || outcome == .refused("23503")
        case .select, .update: outcome == .rows(1)
        }
    }

    private func attempt(
        _ verb: Verb,
        _ table: ProtectedTable,
        of owner: UUID,
        in tenant: UUID? = nil,
        as role: StaticString? = nil,
        scope: String? = nil
    ) async throws -> Outcome {
        let (name, touched) = (SQL.identifier(table.name), SQL.identifier(table.touched))
        // As text, so that one literal serves keys of all types.
        let row: SQL = "\(SQL.identifier(table.key))::text = \(owner.description)"
        let statement: SQL =
            switch verb {
            case .select: "select count(*) from \(name) where \(row)"
            case .insert: table.insert(owner)
            case .update: "update \(name) set \(touched) = \(touched) where \(row)"
            case .delete: "delete from \(name) where \(row)"
            }
        return try await outcome(of: statement, in: tenant, as: role, scope: scope)
    }

    private func count(
        _ table: ProtectedTable,
        in tenant: UUID? = nil,
        as role: StaticString? = nil,
        scope: String? = nil
    ) async throws -> Outcome {
        let statement: SQL = "select count(*) from \(SQL.identifier(table.name))"
        return try await outcome(of: statement, in: tenant, as: role, scope: scope)
    }

    private func move(_ table: ProtectedTable, in tenant: UUID) async throws -> Outcome {
        try await outcome(of: "update \(SQL.identifier(table.name)) set tenant_id = \(theirs)", in: tenant)
    }

    /// Runs a statement and undoes it.
    private func outcome(
        of statement: SQL,
        in tenant: UUID? = nil,
        as role: StaticString? = nil,
        scope: String? = nil
    ) async throws -> Outcome {
        var options = TransactionOptions(role: role, retry: .never)
        if let tenant { options.settings.append(("reeve.tenant_id", tenant.description)) }
        if let scope { options.settings.append(("reeve.scope", scope)) }
        do {
            return try await app.undone(options) { tx in
                let rows = try await tx.query(statement)
                guard rows.columns == ["count"] else { return .rows(rows.affected) }
                return .rows(try rows[0].decode(0))
            }
        } catch let error as DatabaseError {
            guard let state = error.sqlState else { throw error }
            return .refused(state)
        }
    }
}
