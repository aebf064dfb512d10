import Flows
import Testing

@testable import Worker

@Suite("Examples of task types")
struct ExampleFlowTests {
    @Test(arguments: TaskRegistry.core.all.map { type(of: $0).name })
    func `are flows without faults, of types that flows know`(_ name: String) throws {
        let type = try #require(TaskRegistry.core[name])
        let source = Swift.type(of: type).example.flow
        let reading = FlowReader().read(Array(source.utf8))
        #expect(reading.errors.map(\.message) == [])
        #expect(reading.flow?.allTasks.contains { $0.type == name } == true)
        #expect(PluginRegistry.core[name] != nil)
    }
}
