import Access
import Daemon
import JSON
import Postgres
import Tenancy

extension FlowRecord {
    static let scheme = SearchScheme(
        filters: [
            .query: .key("f.search_key"), .namespace: .text("f.namespace::text"), .flowID: .text("f.flow_id::text"),
            .id: .text("f.flow_id::text"), .enabled: .bool("not f.disabled"), .created: .instant("f.created_at"),
            .updated: .instant("f.updated_at"), .scope: .text(scope), .labels: .entries(labels),
        ],
        sorts: [
            "id": "f.flow_id", "namespace": "f.namespace", "revision": "f.revision", "disabled": "f.disabled",
            "created": "f.created_at", "updated": "f.updated_at",
        ],
        tieBreaker: "f.namespace, f.flow_id"
    )

    /// What lies in the namespace `system` is the service's own.
    private static let scope: SQL =
        "case when f.namespace = 'system' or starts_with(f.namespace, 'system.') then 'SYSTEM' else 'USER' end"

    private static let labels: SQL =
        "flow_label e where e.tenant_id = f.tenant_id and e.namespace = f.namespace and e.flow_id = f.flow_id"

    /// What is read of a revision `r`.
    private static let columns: SQL =
        "r.namespace, r.flow_id, r.revision, r.source, r.document, r.draft, r.deleted, r.created_at"

    /// Each flow with its newest revision.
    private static let newest: SQL =
        """
        flow f join flow_revision r
          on r.tenant_id = f.tenant_id and r.namespace = f.namespace and r.flow_id = f.flow_id and r.revision = f.revision
        """

    /// How many bytes of texts one statement answers.
    static let budget = 16 << 20

    /// Reads the revisions that a query finds, in its order.
    ///
    /// - Parameters:
    ///   - query: Selects the columns of revisions.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The revisions.
    /// - Throws: ``FlowStoreError/tooLarge(limit:)`` if there is more than one answer may hold; `DatabaseError`.
    private static func read(_ query: SQL, _ tx: borrowing Transaction) async throws -> [FlowRecord] {
        try records(await tx.query(bounded(query)))
    }

    /// A query that leaves out the texts where they are too much together: their sizes are known without reading them.
    private static func bounded(_ query: SQL) -> SQL {
        """
        select r.namespace::text as namespace, r.flow_id::text as flow_id, r.revision, r.draft, r.deleted, r.created_at,
          case when r.bytes <= \(Int64(budget)) then r.source end as source,
          case when r.bytes <= \(Int64(budget)) then r.document end as document
        from (
          select q.*, sum(octet_length(q.source) + octet_length(q.document)) over () as bytes from (\(query)) q
        ) r
        """
    }

    private static func records(_ rows: Rows) throws -> [FlowRecord] {
        if let first = rows.first, try first.decode("source", as: String?.self) == nil {
            throw FlowStoreError.tooLarge(limit: budget)
        }
        return try rows.map { try FlowRecord($0) }
    }

    init(_ row: Row) throws(DatabaseError) {
        self.address = try FlowAddress(row, "namespace", "flow_id")
        self.revision = Int(try row.decode("revision", as: Int32.self))
        self.source = try row.decode("source")
        let text = try row.decode("document", as: String.self)
        guard case .object(let document)? = try? JSON(parsing: text) else {
            throw .decoding(column: "document", reason: "holds no object in JSON")
        }
        self.document = document
        self.isDraft = try row.decode("draft")
        self.isDeleted = try row.decode("deleted")
        self.updatedAt = try row.decode("created_at")
    }

    /// The newest revision of a flow, whether or not it is the end of it.
    static func newest(
        of address: FlowAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> FlowRecord? {
        try await read("select \(columns) from \(newest) where f.tenant_id = \(tenant) and \(isAt(address, "f"))", tx)
            .first
    }

    /// A revision of a flow.
    static func revision(
        _ number: Int,
        of address: FlowAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> FlowRecord? {
        try await read(
            """
            select \(columns) from flow_revision r
            where r.tenant_id = \(tenant) and \(isAt(address, "r")) and r.revision = \(Int32(clamping: number))
            """,
            tx
        ).first
    }

    /// The revisions of a flow, the oldest first.
    static func revisions(
        of address: FlowAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        try await read(
            """
            select \(columns) from flow_revision r
            where r.tenant_id = \(tenant) and \(isAt(address, "r")) order by r.revision
            """,
            tx
        )
    }

    /// The newest revisions of flows that stay as they are until the transaction ends, deleted ones among them.
    static func lock(
        _ addresses: [FlowAddress],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowAddress: FlowRecord] {
        let known: SQL =
            """
            unnest(\(addresses.map(\.namespace.description)), \(addresses.map(\.id.description))) as k (namespace, flow_id)
            join flow f on f.tenant_id = \(tenant) and f.namespace = k.namespace and f.flow_id = k.flow_id
            """
        let results = try await tx.batch([
            // In one order: else two changes of the same flows could wait for each other.
            "select from \(known) order by f.namespace, f.flow_id for update of f",
            // Another statement: what others committed while this one waited is seen by the next one only.
            bounded(
                """
                select \(columns) from \(known) join flow_revision r
                  on r.tenant_id = f.tenant_id and r.namespace = f.namespace and r.flow_id = f.flow_id
                  and r.revision = f.revision
                """
            ),
        ])
        return Dictionary(uniqueKeysWithValues: try records(results[1]).map { ($0.address, $0) })
    }

    /// The page of live flows that a search finds.
    ///
    /// The page is found before anything is read of its revisions, unless the condition asks for their texts.
    static func find(
        _ search: Search,
        where condition: SQL,
        onTexts text: SQL? = nil,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<FlowRecord> {
        let asked = try scheme.condition(search)
        let met: SQL = "f.tenant_id = \(tenant) and f.deleted_at is null and \(asked) and \(condition)"
        let (page, order) = (scheme.page(search), scheme.order(search))
        let (query, found): (SQL, SQL)
        if let text {
            found = "\(newest) where \(met) and \(text)"
            query = "select \(columns) from \(found)\(page)"
        } else {
            found = "flow f where \(met)"
            query =
                """
                select \(columns) from (select f.* from \(found)\(page)) f join flow_revision r
                  on r.tenant_id = f.tenant_id and r.namespace = f.namespace and r.flow_id = f.flow_id
                  and r.revision = f.revision\(order)
                """
        }
        let results = try await tx.batch([bounded(query), "select count(*) from \(found)"])
        return Found(try records(results[0]), total: try results[1].first?.decode(0, as: Int.self) ?? 0)
    }

    /// Live flows in the order of their addresses, those behind an address if one is named.
    static func walk(
        after address: FlowAddress?,
        where condition: SQL,
        limit: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        var condition: SQL = "f.tenant_id = \(tenant) and f.deleted_at is null and \(condition)"
        if let address {
            condition +=
                " and (f.namespace, f.flow_id) > (\(address.namespace.description), \(address.id.description))"
        }
        return try await read(
            "select \(columns) from \(newest) where \(condition) order by f.namespace, f.flow_id limit \(limit)",
            tx
        )
    }

    /// The addresses of live flows.
    static func addresses(
        where condition: SQL,
        limit: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [FlowAddress] {
        let rows = try await tx.query(
            """
            select f.namespace::text as namespace, f.flow_id::text as flow_id from flow f
            where f.tenant_id = \(tenant) and f.deleted_at is null and \(condition)
            order by f.namespace, f.flow_id limit \(limit)
            """
        )
        return try rows.map { row throws(DatabaseError) in try FlowAddress(row, "namespace", "flow_id") }
    }

    /// The namespaces that have live flows.
    static func namespaces(
        where condition: SQL,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [String] {
        let rows = try await tx.query(
            """
            select distinct f.namespace::text collate "C" as name from flow f
            where f.tenant_id = \(tenant) and f.deleted_at is null and \(condition)
            order by name
            """
        )
        return try rows.map { row throws(DatabaseError) in try row.decode(0) }
    }

    /// Removes revisions of a flow but its newest.
    ///
    /// - Returns: The numbers of those that went.
    static func delete(
        _ revisions: [Int],
        of address: FlowAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Int] {
        let rows = try await tx.query(
            """
            delete from flow_revision r
            using flow f
            where r.tenant_id = \(tenant) and \(isAt(address, "r")) and r.revision = any(\(revisions.map { Int32(clamping: $0) }))
              and f.tenant_id = r.tenant_id and f.namespace = r.namespace and f.flow_id = r.flow_id
              and f.revision <> r.revision
            returning r.revision
            """
        )
        return try rows.map { row throws(DatabaseError) in Int(try row.decode(0, as: Int32.self)) }.sorted()
    }

    private static func isAt(_ address: FlowAddress, _ table: SQL) -> SQL {
        "\(table).namespace = \(address.namespace.description) and \(table).flow_id = \(address.id.description)"
    }
}

extension FlowAddress {
    init(_ row: Row, _ namespace: String, _ id: String) throws(DatabaseError) {
        guard let name = Namespace.Name(try row.decode(namespace)), let flow = Flow.ID(try row.decode(id)) else {
            throw .decoding(column: id, reason: "is not the identifier of a flow of a namespace")
        }
        self.init(name, flow)
    }
}
