public import JSON

/// Flows and how they have to do with each other, as they are drawn.
public struct FlowTopology: Sendable {
    /// A flow.
    public struct Node: Sendable, Hashable {
        /// The namespace of the flow.
        public var namespace: String

        /// The identifier of the flow.
        public var id: String

        /// Names a flow.
        ///
        /// - Parameters:
        ///   - namespace: The namespace of the flow.
        ///   - id: The identifier of the flow.
        public init(namespace: String, id: String) {
            (self.namespace, self.id) = (namespace, id)
        }

        /// The name of the node: `company.team/orders`.
        public var uid: String { "\(namespace)/\(id)" }
    }

    /// A flow that has to do with another: an execution of the first leads to one of the second.
    public struct Edge: Sendable, Hashable {
        /// The flow that comes first.
        public var source: Node

        /// The flow that comes after.
        public var target: Node

        /// How they have to do with each other.
        public var relation: FlowDependency.Relation
    }

    /// The flows.
    public private(set) var nodes: [Node]

    /// What leads from one to another.
    public private(set) var edges: [Edge]

    /// Draws flows whose links are known.
    init(nodes: [Node], edges: [Edge]) {
        (self.nodes, self.edges) = (nodes, edges)
    }

    /// Finds how flows have to do with each other.
    ///
    /// - Parameter flows: The flows with their dependencies.
    public init(_ flows: [(node: Node, dependencies: [FlowDependency])]) {
        nodes = flows.map(\.node)
        edges = []
        let known = Set(nodes)
        var seen: Set<Edge> = []
        for (node, dependencies) in flows {
            for dependency in dependencies {
                for other in Self.flows(dependency.pattern, among: nodes, known) {
                    let edge = Edge(dependency.relation, of: node, to: other)
                    if seen.insert(edge).inserted { edges.append(edge) }
                }
            }
        }
    }

    /// The flows that are meant; one that is named in full need not be looked for.
    private static func flows(
        _ pattern: FlowDependency.Pattern,
        among nodes: [Node],
        _ known: Set<Node>
    ) -> [Node] {
        if case .equal(let namespace) = pattern.namespace, case .equal(let id) = pattern.flowID {
            let node = Node(namespace: namespace, id: id)
            return known.contains(node) ? [node] : []
        }
        return nodes.filter { pattern.holds(namespace: $0.namespace, id: $0.id) }
    }

    /// What is left of it around one flow.
    ///
    /// - Parameters:
    ///   - root: The flow.
    ///   - onlyTargets: Whether only what comes after it is wanted.
    ///   - isComplete: Whether what comes before and after these is wanted as well, and so on.
    /// - Returns: The flows that are reached, the flow itself first, and what leads from one to another.
    public func around(_ root: Node, onlyTargets: Bool = false, isComplete: Bool = false) -> FlowTopology {
        var (reached, order, frontier) = (Set([root]), [root], [root])
        var found: Set<Edge> = []
        let (bySource, byTarget) = (
            Dictionary(grouping: edges, by: \.source), Dictionary(grouping: edges, by: \.target)
        )
        while !frontier.isEmpty {
            var next: [Node] = []
            for node in frontier {
                let ways = (bySource[node] ?? []) + (onlyTargets ? [] : byTarget[node] ?? [])
                for edge in ways where found.insert(edge).inserted {
                    for other in [edge.source, edge.target] where reached.insert(other).inserted {
                        order.append(other)
                        next.append(other)
                    }
                }
            }
            frontier = isComplete ? next : []
        }
        var part = self
        part.nodes = order
        part.edges = edges.filter { found.contains($0) }
        return part
    }

    /// The graph as the public API shows it.
    public var json: JSON {
        [
            "nodes": .array(nodes.map(\.json)),
            "edges": .array(
                edges.map { edge in
                    [
                        "source": .string(edge.source.uid), "target": .string(edge.target.uid),
                        "relation": .string(edge.relation.rawValue),
                    ]
                }
            ),
        ]
    }
}

extension FlowTopology.Node {
    fileprivate var json: JSON {
        ["uid": .string(uid), "namespace": .string(namespace), "id": .string(id)]
    }
}

extension FlowTopology.Edge {
    /// A task leads to what it runs; what is waited for leads to what waits.
    fileprivate init(_ relation: FlowDependency.Relation, of node: FlowTopology.Node, to other: FlowTopology.Node) {
        self.relation = relation
        (source, target) = relation == .task ? (node, other) : (other, node)
    }
}
