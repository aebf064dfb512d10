import Access
import JSON
import Postgres
import Tenancy

extension SecretMetadata {
    static let scheme = SearchScheme(
        filters: [
            .query: .key("lower(s.key)"), .name: .text("s.key"), .namespace: .text("s.namespace"),
            .created: .instant("s.created_at"), .updated: .instant("s.updated_at"),
        ],
        sorts: [
            "key": "s.key", "namespace": "s.namespace", "description": "s.description", "created": "s.created_at",
            "updated": "s.updated_at",
        ],
        tieBreaker: "s.namespace, s.key"
    )

    private static let columns: SQL =
        "s.namespace, s.key, s.description, s.tags, s.version, s.created_at, s.updated_at"

    init(_ row: Row) throws(DatabaseError) {
        self.address = try SecretAddress(row)
        self.description = try row.decode("description")
        self.tags = try Self.tags(row, "tags")
        self.version = Int(try row.decode("version", as: Int32.self))
        self.createdAt = try row.decode("created_at")
        self.updatedAt = try row.decode("updated_at")
    }

    static func get(
        _ address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> SecretMetadata? {
        let rows = try await tx.query("select \(columns) from secret s where \(isAt(address, in: tenant))")
        return try rows.first.map { row throws(DatabaseError) in try SecretMetadata(row) }
    }

    static func find(
        _ search: Search,
        where condition: SQL,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<SecretMetadata> {
        try await tx.find(
            columns,
            from: "secret s where s.tenant_id = \(tenant) and \(condition)",
            search,
            by: scheme
        ) { row throws(DatabaseError) in try SecretMetadata(row) }
    }

    /// The secret of a key in the nearest namespace of a lineage.
    static func nearest(
        _ key: SecretKey,
        to namespace: Namespace.Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> SecretMetadata? {
        let rows = try await tx.query(
            """
            select \(columns) from secret s
            where s.tenant_id = \(tenant) and s.key = \(key.description) and s.namespace = any(\(lineage(of: namespace)))
            order by length(s.namespace) desc limit 1
            """
        )
        return try rows.first.map { row throws(DatabaseError) in try SecretMetadata(row) }
    }

    /// Where each key is found that has a meaning in a namespace.
    static func nearest(
        to namespace: Namespace.Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [SecretAddress] {
        let rows = try await tx.query(
            """
            select distinct on (s.key) s.namespace, s.key from secret s
            where s.tenant_id = \(tenant) and s.namespace = any(\(lineage(of: namespace)))
            order by s.key, length(s.namespace) desc
            """
        )
        return try rows.map { row throws(DatabaseError) in try SecretAddress(row) }
    }

    static func versions(
        of address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Version] {
        let rows = try await tx.query(
            """
            select s.version, s.created_at from secret_version s where \(isAt(address, in: tenant)) order by s.version desc
            """
        )
        return try rows.map { row throws(DatabaseError) in
            Version(number: Int(try row.decode(0, as: Int32.self)), createdAt: try row.decode(1))
        }
    }

    static func isAt(_ address: SecretAddress, in tenant: Tenant.ID) -> SQL {
        "s.tenant_id = \(tenant) and s.namespace = \(address.namespace.description) and s.key = \(address.key.description)"
    }

    private static func lineage(of namespace: Namespace.Name) -> [String] {
        namespace.lineage.map(\.description)
    }
}

extension SecretMetadata {
    /// Makes a secret, or counts its version up.
    static func addVersion(
        of address: SecretAddress,
        _ details: SecretDetails,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretChange {
        let rows = try await tx.query(
            """
            with before as (
              select s.* from secret s where \(isAt(address, in: tenant)) for update
            ), after as (
              insert into secret as s (tenant_id, namespace, key, description, tags)
              select
                \(tenant), \(address.namespace.description), \(address.key.description),
                nullif(\(details.description), ''), coalesce(\(tags(details)), '[]'::jsonb)
              -- Has the row read and locked before it is changed: afterwards it could not be read.
              from (select count(*) from before) locked
              on conflict (tenant_id, namespace, key) do update set
                version = s.version + 1, updated_at = now(), \(assignments(details))
              returning s.*
            )
            select \(afterAndBefore) from after s left join before b on true
            """
        )
        guard let change = try change(rows) else { throw SecretsError.notFound }
        return change
    }

    /// Changes what is said of a secret; `nil` if there is none.
    static func update(
        _ address: SecretAddress,
        _ details: SecretDetails,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretChange? {
        let rows = try await tx.query(
            """
            with before as (
              select s.* from secret s where \(isAt(address, in: tenant)) for update
            ), after as (
              update secret s set updated_at = now(), \(assignments(details))
              from before b
              where s.tenant_id = b.tenant_id and s.namespace = b.namespace and s.key = b.key
              returning s.*
            )
            select \(afterAndBefore) from after s left join before b on true
            """
        )
        return try change(rows)
    }

    static func delete(
        _ address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> SecretMetadata? {
        let rows = try await tx.query("delete from secret s where \(isAt(address, in: tenant)) returning \(columns)")
        return try rows.first.map { row throws(DatabaseError) in try SecretMetadata(row) }
    }

    /// Removes the versions up to one.
    static func prune(
        _ address: SecretAddress,
        to version: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) throws(DatabaseError) {
        guard version > 0 else { return }
        try tx.enqueue(
            "delete from secret_version s where \(isAt(address, in: tenant)) and s.version <= \(Int32(clamping: version))"
        )
    }

    private static func assignments(_ details: SecretDetails) -> SQL {
        """
        description = case when \(details.description == nil) then s.description else nullif(\(details.description), '') end,
        tags = coalesce(\(tags(details)), s.tags)
        """
    }

    private static let afterAndBefore: SQL = """
        \(columns),
        b.version as before_version, b.description as before_description, b.tags as before_tags,
        b.created_at as before_created_at, b.updated_at as before_updated_at
        """

    private static func change(_ rows: Rows) throws(DatabaseError) -> SecretChange? {
        guard let row = rows.first else { return nil }
        let after = try SecretMetadata(row)
        guard let version = try row.decode("before_version", as: Int32?.self) else {
            return SecretChange(before: nil, after: after)
        }
        var before = after
        before.version = Int(version)
        before.description = try row.decode("before_description")
        before.tags = try tags(row, "before_tags")
        before.createdAt = try row.decode("before_created_at")
        before.updatedAt = try row.decode("before_updated_at")
        return SecretChange(before: before, after: after)
    }

    private static func tags(_ details: SecretDetails) -> JSONB? {
        details.tags.map { tags in
            JSONB(JSON.array(tags.map { ["key": JSON($0.key), "value": JSON($0.value)] }).serialized())
        }
    }

    private static func tags(_ row: Row, _ column: String) throws(DatabaseError) -> [Tag] {
        let bytes = try row.decode(column, as: JSONB.self).bytes
        return ((try? JSON(parsing: bytes))?.array ?? []).compactMap { tag in
            guard let key = tag["key"]?.string, let value = tag["value"]?.string else { return nil }
            return Tag(key: key, value: value)
        }
    }
}

extension SecretAddress {
    init(_ row: Row) throws(DatabaseError) {
        guard let namespace = Namespace.Name(try row.decode("namespace")), let key = SecretKey(try row.decode("key"))
        else { throw .decoding(column: "key", reason: "is not the key of a secret of a namespace") }
        self.init(namespace, key)
    }
}
