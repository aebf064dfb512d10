import Access
import Postgres
import Tenancy

/// One flow that leads to another.
struct FlowLink: Hashable, Sendable {
    var relation: FlowDependency.Relation
    var source: FlowAddress
    var target: FlowAddress

    /// The links that flows have with others, in both directions.
    ///
    /// - Parameters:
    ///   - flows: The flows, which are there and may be seen.
    ///   - visible: The namespaces to keep to.
    ///   - limit: How many links are enough.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The links, in an order of their own.
    /// - Throws: `DatabaseError`.
    static func links(
        of flows: [FlowAddress],
        within visible: VisibleNamespaces,
        limit: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [FlowLink] {
        let known: SQL =
            "unnest(\(flows.map(\.namespace.description)), \(flows.map(\.id.description))) as k (namespace, flow_id)"
        let live: SQL = "f.tenant_id = \(tenant) and f.deleted_at is null and \(visible.condition(on: "f.namespace"))"
        let own: SQL = "d.tenant_id = \(tenant) and d.namespace = k.namespace and d.flow_id = k.flow_id"
        let rows = try await tx.query(
            """
            -- 1: flows that these name. 2: flows that these mean without naming them.
            select d.relation, \(ends("k", "f")) from \(known)
              join flow_dependency d on \(own) and \(isExact)
              join flow f on \(live) and f.namespace = d.other_namespace and f.flow_id = d.other_id
            union
            select d.relation, \(ends("k", "f")) from \(known)
              join flow_dependency d on \(own) and not \(isExact)
              join flow f on \(live) and \(matches("f"))
            -- 3: flows that name these. 4: flows that mean these without naming them.
            union
            select d.relation, \(ends("f", "k")) from \(known)
              join flow_dependency d
                on d.tenant_id = \(tenant) and \(isExact) and d.other_namespace = k.namespace and d.other_id = k.flow_id
              join flow f on \(live) and f.namespace = d.namespace and f.flow_id = d.flow_id
            union
            select d.relation, \(ends("f", "k")) from \(known)
              join flow_dependency d on d.tenant_id = \(tenant) and not \(isExact) and \(matches("k"))
              join flow f on \(live) and f.namespace = d.namespace and f.flow_id = d.flow_id
            order by 1, 2, 3, 4, 5 limit \(limit)
            """
        )
        return try rows.map { row throws(DatabaseError) in try FlowLink(row) }
    }

    private init(_ row: Row) throws(DatabaseError) {
        guard let relation = FlowDependency.Relation(rawValue: try row.decode("relation")) else {
            throw .decoding(column: "relation", reason: "is not a known one")
        }
        self.relation = relation
        self.source = try FlowAddress(row, "source_namespace", "source_id")
        self.target = try FlowAddress(row, "target_namespace", "target_id")
    }

    /// Whether a dependency names one flow; word for word the condition of the indexes.
    private static let isExact: SQL = "(d.namespace_match = 'equal' and d.id_match = 'equal')"

    /// The ends of a link: a flow leads to what its tasks run, and what its triggers wait for leads to it.
    private static func ends(_ owner: SQL, _ other: SQL) -> SQL {
        """
        case when d.relation = 'FLOW_TASK' then \(owner).namespace else \(other).namespace end::text as source_namespace,
          case when d.relation = 'FLOW_TASK' then \(owner).flow_id else \(other).flow_id end::text as source_id,
          case when d.relation = 'FLOW_TASK' then \(other).namespace else \(owner).namespace end::text as target_namespace,
          case when d.relation = 'FLOW_TASK' then \(other).flow_id else \(owner).flow_id end::text as target_id
        """
    }

    /// Whether a dependency means a flow.
    private static func matches(_ flow: SQL) -> SQL {
        """
        case d.namespace_match
            when 'equal' then \(flow).namespace = d.other_namespace
            when 'prefix' then starts_with(\(flow).namespace, d.other_namespace)
            when 'suffix' then right(\(flow).namespace, length(d.other_namespace)) = d.other_namespace
            else true
          end
          and case d.id_match
            when 'equal' then \(flow).flow_id = d.other_id
            when 'prefix' then starts_with(\(flow).flow_id, d.other_id)
            when 'suffix' then right(\(flow).flow_id, length(d.other_id)) = d.other_id
            else true
          end
        """
    }
}
