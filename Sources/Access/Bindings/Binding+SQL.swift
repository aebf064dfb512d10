package import Postgres
package import Tenancy

extension Binding {
    /// What bindings can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("coalesce(g.name_key, a.username_key)"), .id: .uuid("b.binding_id"),
            .type: .text("case when b.group_id is null then 'USER' else 'GROUP' end"),
            .externalID: .uuid("coalesce(b.group_id, b.account_id)"), .namespace: .text("b.namespace"),
            .created: .instant("b.created_at"),
        ],
        sorts: [
            "namespace": "b.namespace", "role": "r.name_key", "name": "coalesce(g.name_key, a.username_key)",
            "created": "b.created_at", "id": "b.binding_id",
        ],
        tieBreaker: "b.binding_id"
    )

    private static let columns: SQL = """
        b.binding_id, b.namespace::text as namespace, b.role_id, b.group_id, b.account_id, r.name as role_name,
        coalesce(g.name, a.username) as subject_name, a.display_name, a.kind
        """

    private static func source(_ tenant: Tenant.ID) -> SQL {
        """
        binding b join role r on r.tenant_id = b.tenant_id and r.role_id = b.role_id
        left join user_group g on g.tenant_id = b.tenant_id and g.group_id = b.group_id
        left join tenant_access a on a.tenant_id = b.tenant_id and a.account_id = b.account_id
        where b.tenant_id = \(tenant)
        """
    }

    /// The page of bindings that a search finds.
    package static func find(
        _ search: Search,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<Detail> {
        try await tx.find(columns, from: source(tenant), search, by: scheme) { row throws(DatabaseError) in
            try Detail(row)
        }
    }

    /// The bindings of some identifiers, in the order they were made.
    package static func list(_ ids: [ID], in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws(DatabaseError)
        -> [Detail]
    {
        let rows = try await tx.query(
            "select \(columns) from \(source(tenant)) and b.binding_id = any(\(ids)) order by b.binding_id"
        )
        return try rows.map { row throws(DatabaseError) in try Detail(row) }
    }

    /// A binding.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(_ id: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws -> Detail {
        guard let detail = try await list([id], in: tenant, tx).first else { throw AccessError.notFound }
        return detail
    }

    /// Makes bindings, all or none.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` if one is there already, ``AccessError/invalid(field:message:)`` if a role, an
    ///   account or a group has gone.
    package static func create(_ bindings: [Binding], in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let gone = AccessError.invalid(field: "externalId", message: "expected a user or a group of the tenant")
        let meanings: [String: AccessError] = [
            "binding_once": .inUse("the role is bound so already"), "binding_account_fkey": gone,
            "binding_group_fkey": gone,
            "binding_role_fkey": .invalid(field: "roleId", message: "expected a role of the tenant"),
        ]
        try await AccessError.explaining(meanings) { () throws(DatabaseError) in
            _ = try await tx.execute(
                """
                insert into binding (tenant_id, binding_id, account_id, group_id, role_id, namespace)
                select \(tenant), n.* from unnest(
                  \(bindings.map(\.id)), \(bindings.map(\.account)), \(bindings.map(\.group)), \(bindings.map(\.role)),
                  \(bindings.map { $0.namespace?.description })
                ) as n
                """
            )
        }
        try Role.touch(tenant, tx)
    }

    /// Deletes a binding.
    package static func delete(_ id: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) throws(DatabaseError) {
        try tx.enqueue("delete from binding where tenant_id = \(tenant) and binding_id = \(id)")
        try Role.touch(tenant, tx)
    }

    /// Which of some accounts and groups the tenant knows.
    package static func known(
        _ subjects: [Subject],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Set<Subject> {
        let bindings = subjects.map { Binding(subject: $0, role: .ordered()) }
        let results = try await tx.batch([
            """
            select account_id from tenant_access
            where tenant_id = \(tenant) and account_id = any(\(bindings.compactMap(\.account)))
            """,
            "select group_id from user_group where tenant_id = \(tenant) and group_id = any(\(bindings.compactMap(\.group)))",
        ])
        var known: Set<Subject> = []
        for row in results[0] {
            known.insert(.account(try row.decode(0)))
        }
        for row in results[1] {
            known.insert(.group(try row.decode(0)))
        }
        return known
    }

    /// The account that the role is granted to; `nil` if it is a group.
    package var account: Account.ID? {
        if case .account(let id) = subject { id } else { nil }
    }

    /// The group that the role is granted to; `nil` if it is an account.
    package var group: UserGroup.ID? {
        if case .group(let id) = subject { id } else { nil }
    }
}

extension Binding.Detail {
    init(_ row: Row) throws(DatabaseError) {
        let namespace = try row.decode("namespace", as: String?.self)
        let subject: Binding.Subject
        if let group = try row.decode("group_id", as: UserGroup.ID?.self) {
            subject = .group(group)
        } else {
            subject = .account(try row.decode("account_id"))
        }
        self.binding = Binding(
            id: try row.decode("binding_id"),
            subject: subject,
            role: try row.decode("role_id"),
            namespace: namespace.flatMap { Namespace.Name($0) }
        )
        self.roleName = try row.decode("role_name")
        self.subjectName = try row.decode("subject_name")
        self.displayName = try row.decode("display_name")
        self.kind = try row.decode("kind", as: String?.self).flatMap(Account.Kind.init(rawValue:))
    }
}
