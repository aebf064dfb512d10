import JSON
import Testbed
import Testing

@Suite("Plugins", .database)
struct PluginsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private static let log = "io.kestra.plugin.core.log.Log"

    @Test func `whoever is signed in sees what flows can be made of`() async throws {
        let plugins = await harness.send("GET /api/v1/plugins", as: .stranger)
        #expect(plugins.status == 200 && plugins["total"] == 1)
        let tasks = try #require(plugins["results"][0]?["tasks"]?.array)
        #expect(tasks.contains { $0["cls"]?.string == Self.log && $0["deprecated"] == false })
        #expect(await harness.send("GET /api/v1/plugins", as: .nobody).status == 401)
        #expect(await harness.send("GET /api/v1/plugins?page=2")["results"] == [])
    }

    @Test func `a type is described with its schema`() async throws {
        let answer = await harness.send("GET /api/v1/plugins/\(Self.log)")
        #expect(answer.status == 200)
        #expect(answer["markdown"].string?.contains("message") == true)
        let properties = answer["schema"]["properties"]?["properties"]
        #expect(properties?.object?.keys == ["message", "level"])
        let whole = await harness.send("GET /api/v1/plugins/\(Self.log)?all=true")
        #expect(whole["schema"]["properties"]?["properties"]?["retry"]?.object != nil)
        #expect(await harness.send("GET /api/v1/plugins/io.example.Nothing").status == 404)
        #expect(await harness.send("GET /api/v1/plugins/\(Self.log)?all=maybe").status == 422)
    }

    @Test func `a type has one version`() async throws {
        let answer = await harness.send("GET /api/v1/plugins/\(Self.log)/versions")
        let version = try #require(answer["versions"][0]?.string)
        let found = await harness.send("GET /api/v1/plugins/\(Self.log)/versions/\(version)")
        #expect(found.status == 200 && found["schema"]["properties"] != .null)
        #expect(await harness.send("GET /api/v1/plugins/\(Self.log)/versions/0.0.0.1").status == 404)
    }

    @Test(arguments: ["FLOW", "task", "TRIGGER"]) func `there is a schema`(_ type: String) async throws {
        let schema = await harness.send("GET /api/v1/plugins/schemas/\(type)")
        #expect(schema["$ref"].string == "#/definitions/\(type.lowercased())")
        #expect(schema["definitions"][Self.log]?["properties"]?["message"]?.object != nil)
        let list = await harness.send("GET /api/v1/plugins/schemas/\(type)?arrayOf=true")
        #expect(list["type"] == "array")
        let properties = await harness.send("GET /api/v1/plugins/properties/\(type)")
        #expect(properties["properties"]["id"]?.object != nil)
        #expect(await harness.send("GET /api/v1/plugins/schemas/DASHBOARD").status == 404)
    }

    @Test func `inputs have types with schemas`() async throws {
        let types = await harness.send("GET /api/v1/plugins/inputs")
        #expect(types.json.array?.count == 19)
        let string = await harness.send("GET /api/v1/plugins/inputs/STRING")
        #expect(string["schema"]["properties"]?["properties"]?["validator"]?.object != nil)
        #expect(await harness.send("GET /api/v1/plugins/inputs/FOO").status == 404)
    }

    @Test func `triggers are listed, and groups, and icons drawn`() async throws {
        let triggers = await harness.send("GET /api/v1/plugins/triggers")
        #expect(triggers["total"].integer ?? 0 >= 6)
        let groups = await harness.send("GET /api/v1/plugins/groups/subgroups")
        #expect(groups.json.array?.contains { $0["subGroup"]?.string == "io.kestra.plugin.core.flow" } == true)
        let icons = await harness.send("GET /api/v1/plugins/icons")
        #expect(icons[Self.log]["icon"]?.string?.isEmpty == false)
        #expect(await harness.send("GET /api/v1/plugins/icons/groups").status == 200)
        #expect(await harness.send("GET /api/v1/plugins/icons/\(Self.log)")["icon"]["name"] == "Log")
        #expect(await harness.send("GET /api/v1/plugins/icons/\(Self.log)/icon.svg").status == 200)
    }
}
