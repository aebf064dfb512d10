import JSON

/// Another flow, or some others, that a flow has to do with.
public struct FlowDependency: Sendable, Hashable {
    /// How two flows have to do with each other.
    public enum Relation: String, Sendable {
        /// A task of the flow runs the other.
        case task = "FLOW_TASK"
        /// A trigger of the flow waits for executions of the other.
        case trigger = "FLOW_TRIGGER"
    }

    /// Which flows are meant.
    public struct Pattern: Sendable, Hashable {
        /// How a name is compared.
        public enum Match: Sendable, Hashable {
            /// It is the same.
            case equal(String)
            /// It begins so.
            case prefix(String)
            /// It ends so.
            case suffix(String)
            /// Any will do.
            case any

            /// Whether a name is meant.
            ///
            /// - Parameter name: The name.
            /// - Returns: Whether it is.
            public func holds(_ name: String) -> Bool {
                switch self {
                case .equal(let text): name == text
                case .prefix(let text): name.hasPrefix(text)
                case .suffix(let text): name.hasSuffix(text)
                case .any: true
                }
            }
        }

        /// The namespaces that are meant.
        public var namespace: Match

        /// The flows that are meant.
        public var flowID: Match

        /// Whether a flow is meant.
        ///
        /// - Parameters:
        ///   - namespace: The namespace of the flow.
        ///   - id: The flow.
        /// - Returns: Whether it is.
        public func holds(namespace: String, id: String) -> Bool {
            self.namespace.holds(namespace) && flowID.holds(id)
        }
    }

    /// How the flows have to do with each other.
    public var relation: Relation

    /// The flows that are meant.
    public var pattern: Pattern

    /// The task or trigger that says so.
    public var origin: FlowTask.ID
}

extension Flow {
    /// The flows that tasks of the flow run and triggers wait for, as far as they are named without templates.
    public var dependencies: [FlowDependency] {
        allTasks.compactMap(\.dependency) + triggers.flatMap(\.dependencies)
    }
}

extension FlowTask {
    /// The flow that the task runs.
    fileprivate var dependency: FlowDependency? {
        guard kind == .executable, let namespace = properties["namespace"]?.string,
            let flowID = properties["flowId"]?.string, !namespace.holdsTemplate, !flowID.holdsTemplate
        else { return nil }
        let pattern = FlowDependency.Pattern(namespace: .equal(namespace), flowID: .equal(flowID))
        return FlowDependency(relation: .task, pattern: pattern, origin: id)
    }
}

extension FlowTrigger {
    /// The flows that the trigger waits for.
    fileprivate var dependencies: [FlowDependency] {
        guard kind == .flow else { return [] }
        let upstreams = (properties["dependsOn"]?.array ?? []) + (properties["preconditions"]?["flows"]?.array ?? [])
        var patterns = upstreams.map { FlowDependency.Pattern(upstream: $0) }
        patterns += (properties["preconditions"]?["where"]?.array ?? []).compactMap {
            FlowDependency.Pattern(filters: $0)
        }
        patterns += FlowDependency.Pattern.all(conditions)
        var seen: Set<FlowDependency.Pattern> = []
        return patterns.filter { seen.insert($0).inserted }.map {
            FlowDependency(relation: .trigger, pattern: $0, origin: id)
        }
    }
}

extension FlowDependency.Pattern {
    /// The flows of an element of `dependsOn`.
    fileprivate init(upstream: JSON) {
        namespace = upstream["namespace"]?.string.map { .equal($0) } ?? .any
        flowID = upstream["flowId"]?.string.map { .equal($0) } ?? .any
    }

    /// The flows that filters of former versions let through, `nil` if they say nothing of names.
    fileprivate init?(filters element: JSON) {
        (namespace, flowID) = (.any, .any)
        for filter in element["filters"]?.array ?? [] {
            guard let value = filter["value"]?.string, let match = Match(type: filter["type"]?.string, value) else {
                continue
            }
            switch filter["field"]?.string {
            case "NAMESPACE": namespace = match
            case "FLOW_ID": flowID = match
            default: break
            }
        }
        if namespace == .any && flowID == .any { return nil }
    }

    /// The flows that conditions of former versions name, wherever they are.
    fileprivate static func all(_ conditions: [TriggerCondition]) -> [FlowDependency.Pattern] {
        // What is asked of namespaces beside a flow only narrows it.
        let flows = conditions.filter { $0.type.hasSuffix(".ExecutionFlow") }.compactMap { condition in
            pattern(condition.properties["namespace"]?.string, condition.properties["flowId"]?.string)
        }
        let inner = conditions.flatMap { all($0.conditions.map(\.condition)) }
        guard flows.isEmpty && inner.isEmpty else { return flows + inner }
        return conditions.filter { $0.type.hasSuffix(".ExecutionNamespace") }.compactMap { condition in
            guard let name = condition.properties["namespace"]?.string, !name.holdsTemplate else { return nil }
            let isPrefix =
                condition.properties["prefix"]?.bool == true
                || condition.properties["comparison"]?.string == "PREFIX"
            return FlowDependency.Pattern(namespace: isPrefix ? .prefix(name) : .equal(name), flowID: .any)
        }
    }

    private static func pattern(_ namespace: String?, _ flowID: String?) -> FlowDependency.Pattern? {
        guard let namespace, let flowID else { return nil }
        return FlowDependency.Pattern(namespace: .equal(namespace), flowID: .equal(flowID))
    }
}

extension FlowDependency.Pattern.Match {
    fileprivate init?(type: String?, _ value: String) {
        switch type {
        case "EQUAL_TO": self = .equal(value)
        case "STARTS_WITH": self = .prefix(value)
        case "ENDS_WITH": self = .suffix(value)
        default: return nil
        }
    }
}
