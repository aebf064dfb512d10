import JSON

/// The tasks of a flow and the ways between them, as they are drawn.
///
/// A task that contains others is a cluster: a node where it begins, its own, those of its tasks, and one where it ends.
public struct FlowGraph: Sendable {
    /// The nodes in the order in which they were found.
    public internal(set) var nodes: [Node] = []

    /// The ways from node to node.
    public internal(set) var edges: [Edge] = []

    /// The clusters, those that contain others before these.
    public internal(set) var clusters: [Cluster] = []

    /// A node.
    public struct Node: Sendable {
        /// What a node stands for.
        public enum Content: Sendable {
            /// Where the flow or a cluster begins.
            case start
            /// Where it ends.
            case end
            /// A task.
            case task(FlowTask)
            /// A task whose flow is drawn within it.
            case subflow(FlowTask)
            /// A trigger.
            case trigger(FlowTrigger)
        }

        /// Names the node: `root.parent.child`.
        public var uid: String

        /// What it stands for.
        public var content: Content

        /// The kind of list it belongs to, if that is not the main one.
        public var branch: Branch?
    }

    /// The lists of tasks beside the main one.
    public enum Branch: String, Sendable {
        /// What is done once a task has failed.
        case error = "ERROR"
        /// What is done in the end.
        case finally = "FINALLY"
        /// What is done once an execution has ended.
        case afterExecution = "AFTER_EXECUTION"
    }

    /// Why one node comes after another.
    public enum Relation: String, Sendable {
        /// It is the next.
        case sequential = "SEQUENTIAL"
        /// A value chose it.
        case choice = "CHOICE"
        /// Something failed.
        case error = "ERROR"
        /// The end has come.
        case finally = "FINALLY"
        /// The execution has ended.
        case afterExecution = "AFTER_EXECUTION"
        /// It runs beside others.
        case parallel = "PARALLEL"
        /// It runs once for each value.
        case dynamic = "DYNAMIC"
    }

    /// A way from a node to another.
    public struct Edge: Sendable, Equatable {
        /// The node it begins at.
        public var source: String

        /// The node it leads to.
        public var target: String

        /// Why.
        public var relation: Relation

        /// The value that chose it.
        public var value: String?
    }

    /// Nodes that belong together.
    public struct Cluster: Sendable {
        /// Names the cluster: `cluster_root.parent`.
        public var uid: String

        /// The task that contains the others, `nil` for triggers.
        public var task: FlowTask?

        /// Whether it holds a flow that is called.
        public var isSubflow: Bool

        /// The nodes and clusters that belong to it.
        public var nodes: [String]

        /// The clusters it is in, from the outermost.
        public var parents: [String]

        /// The node where it begins.
        public var start: String

        /// The node where it ends.
        public var end: String

        /// The kind of list it belongs to, if that is not the main one.
        public var branch: Branch?
    }
}

extension FlowGraph {
    /// A flow that a task calls.
    public struct Call: Sendable, Hashable {
        /// The namespace of the flow.
        public var namespace: String

        /// The identifier of the flow.
        public var flowID: String

        /// The revision, `nil` for the last.
        public var revision: Int64?
    }

    /// Draws a flow.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - subflows: The flows to draw in place of the tasks that call them, by the names of their nodes.
    public init(of flow: Flow, subflows: [String: Flow] = [:]) {
        var builder = FlowGraphBuilder(subflows)
        builder.draw(flow)
        self = builder.graph
    }

    /// The flow that the task of a node calls, so that it can be drawn there.
    ///
    /// - Parameters:
    ///   - uid: The name of the node.
    ///   - flow: The flow that is drawn.
    ///   - subflows: The flows that are drawn within it already, by the names of their nodes.
    /// - Returns: The flow that is called.
    /// - Throws: `FlowGraphError` if there is no such node, if its task calls none, or one that is known only when it
    ///   runs.
    public static func call(
        at uid: String,
        in flow: Flow,
        subflows: [String: Flow] = [:]
    ) throws(FlowGraphError) -> Call {
        let nodes = FlowGraph(of: flow, subflows: subflows).nodes
        guard let node = nodes.first(where: { $0.uid == uid }) else { throw .unknownNode(uid) }
        guard case .task(let task) = node.content, task.kind == .executable,
            let namespace = task.properties["namespace"]?.string, let id = task.properties["flowId"]?.string
        else { throw .noCall(uid) }
        guard !namespace.holdsTemplate, !id.holdsTemplate else { throw .dynamicCall(task.id) }
        return Call(namespace: namespace, flowID: id, revision: task.properties["revision"]?.integer)
    }
}

/// Why a flow cannot be drawn as was asked.
public enum FlowGraphError: Error, Equatable, CustomStringConvertible {
    /// There is no node of the name.
    case unknownNode(String)
    /// The node's task calls no flow.
    case noCall(String)
    /// The flow that the task calls is named by a template.
    case dynamicCall(FlowTask.ID)

    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .unknownNode(let uid): "the flow has no node `\(uid)`"
        case .noCall(let uid): "the task of the node `\(uid)` calls no flow"
        case .dynamicCall(let id): "the flow that the task `\(id)` calls is known only when it runs"
        }
    }
}
