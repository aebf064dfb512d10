package import JSON
package import Postgres
package import Tenancy

extension Namespace {
    /// What namespaces can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .text("n.name::text"), .id: .text("n.name::text"), .namespace: .text("n.name::text"),
            .created: .instant("n.created_at"), .updated: .instant("n.updated_at"),
        ],
        sorts: ["id": "n.name", "description": "n.description", "created": "n.created_at"],
        tieBreaker: "n.name"
    )

    private static let columns: SQL = "n.name::text as name, n.description, n.variables, n.settings"

    /// The page of namespaces that a search finds among those that may be seen.
    package static func find(
        _ search: Search,
        among visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<Profile> {
        try await tx.find(
            columns,
            from: "namespace n where n.tenant_id = \(tenant) and \(visible.condition(on: "n.name"))",
            search,
            by: scheme
        ) { row throws(DatabaseError) in try Profile(row) }
    }

    /// The namespaces of some names; those that are not there, or may not be seen, are left out.
    package static func list(
        _ names: [Name],
        among visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Profile] {
        let rows = try await tx.query(
            """
            select \(columns) from namespace n
            where n.tenant_id = \(tenant) and n.name = any(\(names.map(\.description))) and \(visible.condition(on: "n.name"))
            order by n.name
            """
        )
        return try rows.map { row throws(DatabaseError) in try Profile(row) }
    }

    /// A namespace, which stays as it is until the transaction ends if it is to be changed.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(
        _ name: Name,
        toChange: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Profile {
        let lock: SQL = toChange ? " for update" : ""
        let rows = try await tx.query(
            "select \(columns) from namespace n where n.tenant_id = \(tenant) and n.name = \(name.description)\(lock)"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try Profile(row)
    }

    /// Refuses a namespace that has not been made, where the tenant demands that it has.
    ///
    /// - Parameters:
    ///   - name: The namespace that something is about to be put into.
    ///   - field: The field that names it, for the message.
    ///   - tenant: The tenant.
    ///   - tx: The transaction.
    /// - Throws: ``AccessError/invalid(field:message:)``.
    package static func requireExisting(
        _ name: Name,
        field: String = "namespace",
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        let rows = try await tx.query(
            """
            select from tenant t
            where t.tenant_id = \(tenant) and t.settings -> 'requireExistingNamespace' = 'true'
              and not exists (select from namespace n where n.tenant_id = t.tenant_id and n.name = \(name.description))
            """
        )
        guard rows.isEmpty else {
            throw AccessError.invalid(field: field, message: "expected a namespace that exists, as the tenant demands")
        }
    }

    /// What a namespace has from those that it is below; the nearest counts.
    package static func inheritedVariables(
        of name: Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> JSONObject {
        let ancestors = name.lineage.dropFirst().map(\.description)
        let rows = try await tx.query(
            """
            select n.variables from namespace n
            where n.tenant_id = \(tenant) and n.name = any(\(ancestors)) order by length(n.name)
            """
        )
        return merged(try rows.map { row throws(DatabaseError) in JSON.stored(try row.decode(0)) })
    }

    /// Deletes a namespace; those below it stay.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` if there are secrets or flows in it.
    package static func delete(_ name: Name, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let deleted = try await tx.execute(
            """
            delete from namespace n
            where n.tenant_id = \(tenant) and n.name = \(name.description)
              and not exists (select from secret s where s.tenant_id = n.tenant_id and s.namespace = n.name)
              and not exists (
                select from flow f where f.tenant_id = n.tenant_id and f.namespace = n.name and f.deleted_at is null
              )
            """
        )
        guard deleted > 0 else { throw AccessError.inUse("the namespace holds secrets or flows; delete them first") }
    }
}

extension Namespace.Profile {
    init(_ row: Row) throws(DatabaseError) {
        let name = try row.decode("name", as: String.self)
        guard let name = Namespace.Name(name) else {
            throw .decoding(column: "name", reason: "holds a name that no namespace can have")
        }
        self.init(
            name: name,
            description: try row.decode("description"),
            variables: JSON.stored(try row.decode("variables")),
            settings: ScopeSettings(JSON.stored(try row.decode("settings")))
        )
    }

    /// Makes the namespace.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if there is one of the name.
    package func create(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let taken = AccessError.exists(field: "id", value: name.description)
        _ = try await AccessError.explaining(["namespace_pkey": taken]) { () throws(DatabaseError) in
            try await tx.execute(
                """
                insert into namespace (tenant_id, name, description, variables, settings)
                values (\(tenant), \(name.description), \(description), \(stored(variables)), \(stored(settings.members)))
                """
            )
        }
    }

    /// Changes all of the namespace but its name.
    package func update(in tenant: Tenant.ID, _ tx: borrowing Transaction) throws(DatabaseError) {
        try tx.enqueue(
            """
            update namespace
            set description = \(description), variables = \(stored(variables)), settings = \(stored(settings.members)),
              revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant) and name = \(name.description)
            """
        )
    }

    private func stored(_ object: JSONObject) -> JSONB {
        JSONB(JSON.object(object).serialized())
    }
}
