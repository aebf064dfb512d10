public import JSON

extension FlowGraph {
    /// The graph as the public API shows it.
    public var json: JSON {
        let flowables = clusters.compactMap { $0.task == nil ? nil : String($0.uid.dropFirst("cluster_".count)) }
        return [
            "nodes": .array(nodes.map { .object($0.json) }), "edges": .array(edges.map(\.json)),
            "clusters": .array(clusters.map(\.json)), "flowables": JSON(strings: flowables),
        ]
    }

    /// What kinds of nodes are called, as clients know them.
    fileprivate static func kind(_ name: String) -> JSON { .string("io.kestra.core.models.hierarchies.\(name)") }
}

extension FlowGraph.Node {
    fileprivate var json: JSONObject {
        var json: JSONObject = ["uid": .string(uid)]
        switch content {
        case .start:
            json["type"] = FlowGraph.kind("GraphClusterRoot")
        case .end:
            json["type"] = FlowGraph.kind("GraphClusterEnd")
        case .task(let task):
            json["type"] = FlowGraph.kind("GraphTask")
            json["task"] = .object(task.summary)
        case .subflow(let task):
            json["type"] = FlowGraph.kind("SubflowGraphTask")
            json["task"] = .object(task.summary)
        case .trigger(let trigger):
            json["type"] = FlowGraph.kind("GraphTrigger")
            json["triggerDeclaration"] = .object(trigger.json)
        }
        json["branchType"] = branch.map { .string($0.rawValue) }
        return json
    }
}

extension FlowGraph.Edge {
    fileprivate var json: JSON {
        var relation: JSONObject = ["relationType": .string(self.relation.rawValue)]
        relation["value"] = value.map { .string($0) }
        return ["source": .string(source), "target": .string(target), "relation": .object(relation)]
    }
}

extension FlowGraph.Cluster {
    fileprivate var json: JSON {
        let kind = isSubflow ? "SubflowGraphCluster" : "GraphCluster"
        var cluster: JSONObject = ["uid": .string(uid), "type": FlowGraph.kind(kind)]
        cluster["branchType"] = branch.map { .string($0.rawValue) }
        if let task {
            cluster["taskNode"] = [
                "uid": .string(String(uid.dropFirst("cluster_".count))), "type": FlowGraph.kind("GraphTask"),
                "task": .object(task.summary),
            ]
        }
        return [
            "cluster": .object(cluster), "nodes": JSON(strings: nodes), "parents": JSON(strings: parents),
            "start": .string(start), "end": .string(end),
        ]
    }
}

extension FlowTask {
    /// The task without the tasks within, which are nodes of their own.
    fileprivate var summary: JSONObject {
        var task = self
        task.children = []
        return task.json
    }
}
