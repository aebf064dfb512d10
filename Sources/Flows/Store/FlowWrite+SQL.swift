import Access
import JSON
import Postgres
import Tenancy

/// A revision that is about to be kept.
struct FlowWrite: Sendable {
    var address: FlowAddress
    var revision: Int
    var source: String
    var document: JSONObject
    var isDraft: Bool
    var isDeleted: Bool
    /// Empty for a deleted flow.
    var labels: [FlowLabel]
    /// Empty for a deleted flow.
    var dependencies: [FlowDependency]

    private var isDisabled: Bool { document["disabled"]?.bool == true }

    /// What is looked through for words.
    private var searchKey: String {
        let description = document["description"]?.string?.prefix(500)
        return Account.key(of: "\(address)\n\(description ?? "")")
    }

    /// Keeps revisions, each the next of its flow, with all that is known of the flows as they are now.
    ///
    /// The number of statements does not depend on the number of revisions.
    ///
    /// - Parameters:
    ///   - writes: The revisions, no two of one flow; their flows are locked if they are there.
    ///   - kept: How many revisions of a flow stay.
    ///   - account: Who makes the change.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The revisions as they are kept.
    /// - Throws: ``FlowStoreError/changedMeanwhile``; `DatabaseError`.
    static func keep(
        _ writes: [FlowWrite],
        kept: Int,
        by account: Account.ID?,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        guard !writes.isEmpty else { return [] }
        let keys = Keys(writes)
        let results = try await tx.batch(
            [saveFlows(writes, keys, tenant), saveRevisions(writes, keys, account, tenant)]
                + saveLabels(writes, keys, tenant) + saveDependencies(writes, keys, tenant)
                + [
                    prune(keys, kept: kept, tenant), "select now()",
                ] + (writes.contains(where: \.isDeleted) ? [forget(tenant)] : [])
        )
        guard results[0].affected == writes.count else { throw FlowStoreError.changedMeanwhile }
        guard let now = results[7].first else { throw DatabaseError.decoding(column: "now", reason: "is missing") }
        return try writes.map { write in
            FlowRecord(
                address: write.address,
                revision: write.revision,
                source: write.source,
                document: write.document,
                isDraft: write.isDraft,
                isDeleted: write.isDeleted,
                updatedAt: try now.decode(0)
            )
        }
    }

    /// The arrays that identify flows in statements over many of them.
    private struct Keys {
        var namespaces: [String]
        var ids: [String]
        var revisions: [Int32]

        init(_ writes: [FlowWrite]) {
            namespaces = writes.map(\.address.namespace.description)
            ids = writes.map(\.address.id.description)
            revisions = writes.map { Int32(clamping: $0.revision) }
        }
    }

    private static func saveFlows(_ writes: [FlowWrite], _ keys: Keys, _ tenant: Tenant.ID) -> SQL {
        """
        insert into flow as f (tenant_id, namespace, flow_id, revision, disabled, draft, search_key, deleted_at)
        select \(tenant), w.namespace, w.flow_id, w.revision, w.disabled, w.draft, w.search_key,
          case when w.deleted then now() end
        from unnest(
          \(keys.namespaces), \(keys.ids), \(keys.revisions), \(writes.map(\.isDisabled)), \(writes.map(\.isDraft)),
          \(writes.map(\.searchKey)), \(writes.map(\.isDeleted))
        ) as w (namespace, flow_id, revision, disabled, draft, search_key, deleted)
        on conflict (tenant_id, namespace, flow_id) do update set
          revision = excluded.revision, disabled = excluded.disabled, draft = excluded.draft,
          search_key = excluded.search_key, updated_at = now(), deleted_at = excluded.deleted_at
          -- A flow that was made at the same time is not the one that was looked at.
          where f.revision = excluded.revision - 1
        """
    }

    private static func saveRevisions(
        _ writes: [FlowWrite],
        _ keys: Keys,
        _ account: Account.ID?,
        _ tenant: Tenant.ID
    ) -> SQL {
        """
        insert into flow_revision (tenant_id, namespace, flow_id, revision, source, document, draft, deleted, created_by)
        select \(tenant), w.namespace, w.flow_id, w.revision, w.source, w.document, w.draft, w.deleted, \(account)
        from unnest(
          \(keys.namespaces), \(keys.ids), \(keys.revisions), \(writes.map(\.source)),
          \(writes.map { JSON.object($0.document).text }), \(writes.map(\.isDraft)), \(writes.map(\.isDeleted))
        ) as w (namespace, flow_id, revision, source, document, draft, deleted)
        -- Where the flow was made at the same time this number is taken, and all is given up.
        on conflict (tenant_id, namespace, flow_id, revision) do nothing
        """
    }

    private static func saveLabels(_ writes: [FlowWrite], _ keys: Keys, _ tenant: Tenant.ID) -> [SQL] {
        let rows = writes.flatMap { write in write.labels.map { (write.address, $0) } }
        return [
            remove("flow_label", keys, tenant),
            """
            insert into flow_label (tenant_id, namespace, flow_id, key, value)
            select \(tenant), l.namespace, l.flow_id, l.key, l.value
            from unnest(
              \(rows.map(\.0.namespace.description)), \(rows.map(\.0.id.description)), \(rows.map(\.1.key)),
              \(rows.map(\.1.value))
            ) as l (namespace, flow_id, key, value)
            """,
        ]
    }

    private static func saveDependencies(_ writes: [FlowWrite], _ keys: Keys, _ tenant: Tenant.ID) -> [SQL] {
        let rows = writes.flatMap { write in write.dependencies.map { (write.address, $0) } }
        let patterns = rows.map(\.1.pattern)
        return [
            remove("flow_dependency", keys, tenant),
            """
            insert into flow_dependency (
              tenant_id, namespace, flow_id, relation, namespace_match, other_namespace, id_match, other_id
            )
            -- Several tasks may run the same flow.
            select distinct
              \(tenant), d.namespace, d.flow_id, d.relation, d.namespace_match, d.other_namespace, d.id_match, d.other_id
            from unnest(
              \(rows.map(\.0.namespace.description)), \(rows.map(\.0.id.description)), \(rows.map(\.1.relation.rawValue)),
              \(patterns.map(\.namespace.kind)), \(patterns.map(\.namespace.text)),
              \(patterns.map(\.flowID.kind)), \(patterns.map(\.flowID.text))
            ) as d (namespace, flow_id, relation, namespace_match, other_namespace, id_match, other_id)
            where octet_length(d.other_namespace) <= 1024 and octet_length(d.other_id) <= 1024
            """,
        ]
    }

    /// Removes what was known of flows as they were before.
    private static func remove(_ table: SQL, _ keys: Keys, _ tenant: Tenant.ID) -> SQL {
        """
        delete from \(table) t
        using unnest(\(keys.namespaces), \(keys.ids)) as k (namespace, flow_id)
        where t.tenant_id = \(tenant) and t.namespace = k.namespace and t.flow_id = k.flow_id
        """
    }

    /// Removes the oldest revisions beyond those that stay: so many, and so much text together.
    private static func prune(_ keys: Keys, kept: Int, _ tenant: Tenant.ID) -> SQL {
        """
        delete from flow_revision r
        using (
          select r.namespace, r.flow_id, r.revision, k.newest,
            sum(octet_length(r.source) + octet_length(r.document))
              over (partition by r.namespace, r.flow_id order by r.revision desc) as bytes
          from unnest(\(keys.namespaces), \(keys.ids), \(keys.revisions)) as k (namespace, flow_id, newest)
          join flow_revision r on r.tenant_id = \(tenant) and r.namespace = k.namespace and r.flow_id = k.flow_id
        ) old
        where r.tenant_id = \(tenant) and r.namespace = old.namespace and r.flow_id = old.flow_id
          and r.revision = old.revision and r.revision < old.newest
          and (r.revision <= old.newest - \(Int32(clamping: kept)) or old.bytes > \(Int64(FlowRecord.budget * 3 / 4)))
        """
    }

    /// Removes flows that were deleted long ago, or too many others ago: the past is bounded.
    private static func forget(_ tenant: Tenant.ID) -> SQL {
        """
        delete from flow f
        where f.tenant_id = \(tenant) and f.deleted_at is not null
          and (
            f.deleted_at < now() - interval '90 days'
            or f.deleted_at < (
              select o.deleted_at from flow o
              where o.tenant_id = \(tenant) and o.deleted_at is not null
              order by o.deleted_at desc offset 10000 limit 1
            )
          )
        """
    }
}

extension FlowDependency.Pattern.Match {
    /// How a name is compared, as the database has it.
    fileprivate var kind: String {
        switch self {
        case .equal: "equal"
        case .prefix: "prefix"
        case .suffix: "suffix"
        case .any: "any"
        }
    }

    /// What a name is compared with.
    fileprivate var text: String {
        switch self {
        case .equal(let text), .prefix(let text), .suffix(let text): text
        case .any: ""
        }
    }
}
