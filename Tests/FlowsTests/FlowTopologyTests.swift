import Tenancy
import Testing

@testable import Flows

@Suite("How flows have to do with each other")
struct FlowTopologyTests {
    private func flow(_ id: String, _ rest: String = "") throws -> Flow {
        let task = "  - {id: t, type: io.kestra.plugin.core.debug.Return}\n"
        let text = "id: \(id)\nnamespace: a.b\n" + (rest.contains("tasks:") ? rest : "tasks:\n\(task)\(rest)")
        let reading = FlowReader().read(Array(text.utf8))
        return try #require(reading.flow, "\(reading.errors)")
    }

    private func topology() throws -> FlowTopology {
        let flows = [
            try flow("first"),
            try flow(
                "second",
                "tasks:\n  - {id: c, type: io.kestra.plugin.core.flow.Subflow, namespace: a.b, flowId: first}\n"
            ),
            try flow(
                "third",
                """
                triggers:
                  - id: w
                    type: io.kestra.plugin.core.trigger.Flow
                    dependsOn: [{namespace: a.b, flowId: first}]
                """
            ),
            try flow(
                "fourth",
                """
                triggers:
                  - id: w
                    type: io.kestra.plugin.core.trigger.Flow
                    preconditions:
                      id: p
                      where:
                        - id: x
                          filters: [{field: FLOW_ID, type: STARTS_WITH, value: th}]
                """
            ),
        ]
        return FlowTopology(
            flows.map {
                (FlowTopology.Node(namespace: $0.namespace.description, id: $0.id.description), $0.dependencies)
            }
        )
    }

    private func edges(_ topology: FlowTopology) -> Set<String> {
        Set(topology.edges.map { "\($0.source.id) \($0.relation.rawValue) \($0.target.id)" })
    }

    @Test func `leads from what comes first to what comes after`() throws {
        #expect(
            edges(try topology()) == [
                "second FLOW_TASK first", "first FLOW_TRIGGER third", "third FLOW_TRIGGER fourth",
            ]
        )
    }

    @Test func `is cut to what is around a flow`() throws {
        let first = FlowTopology.Node(namespace: "a.b", id: "first")
        #expect(edges(try topology().around(first)) == ["second FLOW_TASK first", "first FLOW_TRIGGER third"])
        #expect(edges(try topology().around(first, onlyTargets: true)) == ["first FLOW_TRIGGER third"])
        #expect(edges(try topology().around(first, isComplete: true)).count == 3)
        #expect(
            try topology().around(first, isComplete: true).nodes.map(\.id) == ["first", "third", "second", "fourth"]
        )
    }
}
