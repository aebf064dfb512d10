public import Access
public import Postgres
public import Tenancy

extension FlowStore {
    /// How many flows, and how many links between them, an answer may have.
    static let topologyLimit = 10_000

    /// The flows around a flow, and how they have to do with each other.
    ///
    /// - Parameters:
    ///   - address: Where the flow is.
    ///   - isComplete: Whether what comes before and after the flows found is wanted as well, and so on.
    ///   - onlyTargets: Whether only what comes after a flow is wanted.
    ///   - visible: The namespaces to keep to: what lies beyond is neither shown nor gone through.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows that are there, the flow itself first.
    /// - Throws: ``FlowStoreError/notFound``; `DatabaseError`.
    public func topology(
        around address: FlowAddress,
        isComplete: Bool,
        onlyTargets: Bool,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> FlowTopology {
        _ = try await get(address, in: tenant, tx)
        var (flows, known, frontier) = ([address], Set([address]), [address])
        var (links, seen): ([FlowLink], Set<FlowLink>) = ([], [])
        while !frontier.isEmpty {
            let near = Set(frontier)
            let found = try await self.links(of: frontier, within: visible, in: tenant, tx)
            frontier = []
            for link in found where !onlyTargets || near.contains(link.source) {
                guard seen.count < Self.topologyLimit, seen.insert(link).inserted else { continue }
                links.append(link)
                for flow in [link.source, link.target] where known.insert(flow).inserted {
                    flows.append(flow)
                    frontier.append(flow)
                }
            }
            if !isComplete || flows.count >= Self.topologyLimit { break }
        }
        return FlowTopology(flows, links)
    }

    /// The flows of a namespace, and what they have to do with each other and with others.
    ///
    /// - Parameters:
    ///   - namespace: The namespace; those below it do not count.
    ///   - onlyTargets: Whether only what comes after its flows is wanted.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows, those of the namespace first; none if it has none.
    /// - Throws: `DatabaseError`.
    public func topology(
        of namespace: Namespace.Name,
        onlyTargets: Bool,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> FlowTopology {
        var flows = try await FlowRecord.addresses(
            where: "f.namespace = \(namespace.description)",
            limit: Self.topologyLimit,
            in: tenant,
            tx
        )
        var known = Set(flows)
        let links = try await links(of: flows, within: visible, in: tenant, tx).filter { link in
            !onlyTargets || link.source.namespace == namespace
        }
        for flow in links.flatMap({ [$0.source, $0.target] }) where known.insert(flow).inserted {
            flows.append(flow)
        }
        return FlowTopology(flows, links)
    }

    private func links(
        of flows: [FlowAddress],
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [FlowLink] {
        guard !flows.isEmpty else { return [] }
        return try await FlowLink.links(of: flows, within: visible, limit: Self.topologyLimit, in: tenant, tx)
    }
}

extension FlowTopology {
    /// Draws flows with the links between them.
    init(_ flows: [FlowAddress], _ links: [FlowLink]) {
        self.init(
            nodes: flows.map(Node.init),
            edges: links.map { Edge(source: Node($0.source), target: Node($0.target), relation: $0.relation) }
        )
    }
}

extension FlowTopology.Node {
    fileprivate init(_ address: FlowAddress) {
        self.init(namespace: address.namespace.description, id: address.id.description)
    }
}
