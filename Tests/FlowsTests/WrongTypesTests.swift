import JSON
import Testing
import YAML

@testable import Flows

@Suite("Values of wrong types")
struct WrongTypesTests {
    private func read(_ flow: JSON) -> FlowReading {
        // A JSON document is a YAML document.
        FlowReader().read(Array(flow.text.utf8))
    }

    private static let types = PluginRegistry.core.all.filter { $0.role != .taskRunner }

    /// A flow with one thing of a type, which is at a path.
    private func flow(_ type: PluginType, _ properties: JSONObject) -> (flow: JSON, path: String) {
        var declared: JSONObject = ["type": .string(type.name)]
        for (name, value) in properties.members { declared[name] = value }
        let log: JSON = ["id": "log", "type": "io.kestra.plugin.core.log.Log", "message": "hello"]
        var flow: JSONObject = ["id": "flow", "namespace": "company.team", "tasks": [log]]
        switch type.role {
        case .task, .taskRunner:
            declared["id"] = properties["id"] ?? "it"
            flow["tasks"] = [.object(declared)]
            return (.object(flow), "tasks[0]")
        case .trigger:
            declared["id"] = properties["id"] ?? "it"
            flow["triggers"] = [.object(declared)]
            return (.object(flow), "triggers[0]")
        case .condition:
            let trigger: JSON = [
                "id": "it", "type": "io.kestra.plugin.core.trigger.Flow", "conditions": [.object(declared)],
            ]
            flow["triggers"] = [trigger]
            return (.object(flow), "triggers[0].conditions[0]")
        }
    }

    private func required(_ type: PluginType) -> JSONObject {
        var properties = Samples.object(type.properties)
        if type.name.hasSuffix("flow.Switch") { properties["defaults"] = Samples.right(.tasks(.defaults)) }
        return properties
    }

    @Test(arguments: Self.types.map(\.name)) func `leave nothing to complain of if they are right`(_ name: String)
        throws
    {
        let type = try #require(PluginRegistry.core[name])
        #expect(read(flow(type, required(type)).flow).errors.map(\.description) == [])
        for property in type.properties where !property.type.holdsTasks {
            var properties = required(type)
            properties[property.name] = Samples.right(property.type)
            if property.name == "withSeconds" { properties["cron"] = "0 0 0 * * *" }
            #expect(read(flow(type, properties).flow).errors.map(\.description) == [], "\(property.name)")
        }
    }

    @Test(arguments: Self.types.map(\.name)) func `are refused by place in every property`(_ name: String) throws {
        let type = try #require(PluginRegistry.core[name])
        for property in type.properties {
            for value in Samples.wrong(property.type) {
                var properties = required(type)
                properties[property.name] = value
                try expectRefusal(of: flow(type, properties), at: property.name, value)
            }
        }
    }

    @Test func `are refused by place in every property that all tasks have`() throws {
        let type = try #require(PluginRegistry.core["io.kestra.plugin.core.debug.Return"])
        for property in Property.ofTasks where property.name != "type" {
            for value in Samples.wrong(property.type) {
                try expectRefusal(of: flow(type, [property.name: value]), at: property.name, value)
            }
        }
    }

    @Test func `are refused by place in every property that all triggers have`() throws {
        let type = try #require(PluginRegistry.core["io.kestra.plugin.core.trigger.Webhook"])
        for property in Property.ofTriggers where property.name != "type" {
            for value in Samples.wrong(property.type) {
                try expectRefusal(of: flow(type, ["key": "k", property.name: value]), at: property.name, value)
            }
        }
    }

    @Test func `are refused by place in every property of flows`() throws {
        for property in Property.ofFlows {
            for value in Samples.wrong(property.type) {
                var flow: JSONObject = [
                    "id": "flow", "namespace": "company.team", "tasks": Samples.right(.tasks(.tasks)),
                ]
                flow[property.name] = value
                try expectRefusal(of: (.object(flow), ""), at: property.name, value)
            }
        }
    }

    private func expectRefusal(of flow: (flow: JSON, path: String), at name: String, _ value: JSON) throws {
        let reading = read(flow.flow)
        let path = flow.path.appendingMember(name)
        #expect(reading.flow == nil, "\(path) takes \(value)")
        let isTold = reading.errors.contains { error in
            error.path.hasPrefix(path) && error.line >= 1 && error.column >= 1 && !error.message.isEmpty
        }
        #expect(isTold, "\(path) of \(value) is not told: \(reading.errors)")
    }
}
