import Access
import JSON
import Testbed
import Testing

@Suite("Expressions", .database)
struct ExpressionsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func render(_ expressions: [String], _ more: [(String, JSON)] = []) async -> JSON {
        var body = JSONObject([("expressions", JSON(strings: expressions))])
        for (name, value) in more { body[name] = value }
        let answer = await harness.send("POST /api/v1/acme/expressions/render", json: .object(body))
        #expect(answer.status == 200)
        return answer["rendered"]
    }

    @Test func `filters and functions are listed for whoever is signed in`() async throws {
        let filters = await harness.send("GET /api/v1/pebble/filters", as: .member)
        #expect(filters.status == 200)
        let names = filters.json.array?.compactMap(\.string) ?? []
        #expect(names.contains("upper") && names == names.sorted() && !names.contains("json"))
        let functions = await harness.send("GET /api/v1/pebble/functions", as: .member)
        let secret = functions.json.array?.first { $0["name"] == "secret" }
        #expect(
            secret == [
                "name": "secret",
                "arguments": [
                    ["name": "key", "defaultValue": nil], ["name": "namespace", "defaultValue": "null"],
                    ["name": "subkey", "defaultValue": "null"], ["name": "full", "defaultValue": "false"],
                ],
            ]
        )
    }

    private static let source = """
        id: hello
        namespace: team
        variables:
          greeting: Hi
        labels:
          owner: ada
        tasks:
          - id: log
            type: io.kestra.plugin.core.log.Log
            message: hello
        """

    @Test func `expressions are rendered to look at`() async {
        let digest = "{{ 'test' | sha1 }}"
        let rendered = await render(["{{ 1 + 1 }}", digest, "{{ secret('KEY') }}", "{{ secret('KEY') | upper }}"])
        #expect(
            rendered == [
                "{{ 1 + 1 }}": "2", digest: "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
                "{{ secret('KEY') }}": "[secret: KEY]", "{{ secret('KEY') | upper }}": "******",
            ]
        )
    }

    @Test func `expressions see the flow that is kept, or the source that is sent`() async {
        let expression = "{{ vars.greeting }} {{ flow.namespace }}.{{ flow.id }} {{ labels.owner }}"
        let made = await harness.send("POST /api/v1/acme/flows", text: Self.source)
        #expect(made.status == 200)
        for more: [(String, JSON)] in [[("namespace", "team"), ("flowId", "hello")], [("flow", JSON(Self.source))]] {
            #expect(await render([expression], more)[expression] == "Hi team.hello ada")
        }
        #expect(await render([expression], [("flow", "no: flow")])[expression] == JSON(expression))
        let missing = await harness.send(
            "POST /api/v1/acme/expressions/render",
            json: ["expressions": ["x"], "namespace": "team", "flowId": "other"]
        )
        #expect(missing.status == 404)
    }

    @Test func `what cannot be resolved stays as it is written`() async {
        let sources = [
            "{{ inputs.x }}", "{{ now() }}", "{{ broken",
            "{% for i in 1..99999 %}{% for j in 1..99999 %}{% endfor %}{% endfor %}",
        ]
        let rendered = await render(sources)
        for source in sources {
            #expect(rendered[source] == JSON(source))
        }
    }

    @Test func `an execution that is not there is not found, and the list has bounds`() async {
        let hidden = await harness.send(
            "POST /api/v1/acme/expressions/render",
            json: ["expressions": ["x"], "executionId": "e"]
        )
        #expect(hidden.status == 404)
        for expressions in [[], Array(repeating: "x", count: 501)] {
            let answer = await harness.send(
                "POST /api/v1/acme/expressions/render",
                json: ["expressions": JSON(strings: expressions)]
            )
            #expect(answer.status == 422 && answer.fields == ["expressions"])
        }
    }
}
