import Foundation
import JSON
import Testing

@testable import Flows

@Suite("The language reference")
struct FlowReferenceTests {
    @Test func `is up to date in Docs`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let page = folder.deletingLastPathComponent().appending(path: "Docs/flows.md")
        let isUpToDate = try String(contentsOf: page, encoding: .utf8) == FlowReference().page
        #expect(
            isUpToDate,
            "Docs/flows.md is not up to date: `reeve config flow-reference > Docs/flows.md`, or `make docs`"
        )
    }

    @Test func `names every type and every property`() {
        let page = FlowReference().page
        for type in PluginRegistry.core.all {
            #expect(page.contains("`\(type.name)`"), "\(type.name)")
            for property in type.properties {
                #expect(page.contains("`\(property.name)`"), "\(property.name)")
            }
        }
    }
}

@Suite("Schemas of the language")
struct SchemaCatalogTests {
    @Test func `define what they refer to`() throws {
        for schema in [SchemaCatalog().flows, SchemaCatalog().tasks, SchemaCatalog().triggers] {
            let defined = Set(schema["definitions"]?.object?.keys ?? [])
            var references: Set<String> = []
            collect(schema, &references)
            #expect(!references.isEmpty)
            #expect(references.subtracting(defined) == [])
        }
        let pause = try #require(PluginRegistry.core["io.kestra.plugin.core.flow.Pause"])
        var references: Set<String> = []
        let schema = SchemaCatalog().schema(of: pause, isComplete: true)
        collect(schema, &references)
        #expect(references.subtracting(schema["definitions"]?.object?.keys ?? []) == [])
    }

    private func collect(_ json: JSON, _ references: inout Set<String>) {
        for (name, value) in json.object?.members ?? [] {
            if name == "$ref", let text = value.string {
                references.insert(String(text.dropFirst("#/definitions/".count)))
            }
            collect(value, &references)
        }
        for element in json.array ?? [] { collect(element, &references) }
    }

    @Test func `hold every property with its type, default and whether it must be there`() throws {
        let log = try #require(PluginRegistry.core["io.kestra.plugin.core.log.Log"])
        let schema = try #require(SchemaCatalog().schema(of: log, isComplete: false)["properties"])
        #expect(schema["required"] == ["message"])
        #expect(schema["properties"]?["level"]?["default"] == "INFO")
        #expect(schema["properties"]?["level"]?["$dynamic"] == true)
        #expect(schema["additionalProperties"] == false)
        let whole = try #require(SchemaCatalog().schema(of: log, isComplete: true)["properties"])
        #expect(whole["properties"]?["retry"]?["properties"]?["interval"]?["format"] == "duration")
    }

    @Test func `know every type of inputs`() {
        for type in InputSchemas.types {
            #expect(InputSchemas.schema(of: type)?["properties"]?["type"] == ["const": .string(type)])
        }
        #expect(InputSchemas.schema(of: "FOO") == nil)
    }
}
