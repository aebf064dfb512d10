import JSON
import Testing

@testable import Flows

@Suite("The types that are known")
struct PluginRegistryTests {
    private static let types = PluginRegistry.core.all

    @Test(arguments: Self.types.filter { !$0.example.isEmpty }.map(\.name))
    func `have examples that are accepted`(_ name: String) throws {
        let type = try #require(PluginRegistry.core[name])
        let reading = FlowReader().read(Array(type.example.utf8))
        #expect(reading.problems.map(\.description) == [])
        #expect(type.example.contains("type: \(name)\n") || type.example.hasSuffix("type: \(name)"))
    }

    @Test func `have an example each unless they are of former versions`() {
        let without = Self.types.filter { $0.example.isEmpty && !$0.isDeprecated && $0.role != .taskRunner }
        #expect(without.map(\.name) == [])
    }

    @Test func `have names and former names of their own`() {
        let names = Self.types.flatMap { [$0.name] + $0.formerNames }
        #expect(Set(names).count == names.count)
        #expect(Self.types.map(\.name) == Self.types.map(\.name).sorted())
    }

    @Test func `are described in sentences`() {
        for type in Self.types {
            #expect(type.title.hasSuffix("."), "\(type.name)")
            for property in type.properties + type.outputs {
                #expect(property.summary.hasSuffix("."), "\(type.name) \(property.name)")
            }
            let names = type.properties.flatMap { [$0.name] + $0.formerNames }
            #expect(Set(names).count == names.count, "\(type.name)")
        }
    }

    @Test func `are replaced by types there are`() {
        for type in Self.types {
            guard let replacement = type.replacement, replacement.hasPrefix("io.") else { continue }
            #expect(PluginRegistry.core[replacement]?.isDeprecated == false, "\(type.name)")
        }
    }

    @Test func `have defaults that they accept`() {
        for type in Self.types {
            for property in type.properties {
                guard let value = property.defaultValue else { continue }
                #expect(!Samples.wrong(property.type).contains(value), "\(type.name) \(property.name)")
            }
        }
    }

    @Test func `are proposed by their last parts`() {
        let registry = PluginRegistry.core
        let hint = "; did you mean `io.kestra.plugin.core.flow.Subflow`?"
        #expect(registry.hint("io.example.Subflow") { _ in true } == hint)
        #expect(registry.hint("subflw") { _ in true } == hint)
        #expect(registry.hint("io.example.NothingLikeIt") { _ in true } == "")
    }
}
