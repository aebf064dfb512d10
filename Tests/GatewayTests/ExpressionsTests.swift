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

    @Test func `programs of jq run, also those that no in-process limit could bound`() async {
        let expressions = [
            "{{ [1, 2] | jq('.[0]') | first }}", "{{ [1, 2] | jq('def f: . * 10; map(f)') }}",
            "{{ [secret('KEY')] | jq('.[0]') }}", "{{ [3] | jq('.[') }}", "{{ [3] | jq('env') }}",
        ]
        let rendered = await render(expressions)
        #expect(rendered[expressions[0]] == "1")
        #expect(rendered[expressions[1]] == "[[10,20]]")
        #expect(rendered[expressions[2]] == "******")
        #expect(rendered[expressions[3]] == JSON(expressions[3]))
        #expect(rendered[expressions[4]] == JSON(expressions[4]))
    }

    @Test func `programs of jq that never end, or make too much, are refused in bounded time`() async {
        let expressions =
            [
                "{{ 1 | jq('def f: f; f') }}", "{{ 1 | jq('[range(1000000000)]') }}", "{{ 1 | jq('\"x\" * 2000000') }}",
                "{{ 1 | jq('repeat(1)') }}",
            ] + (0..<100).map { "{{ \($0) | jq('until(false; .)') }}" }
        let start = ContinuousClock.now
        let rendered = await render(expressions)
        for expression in expressions {
            #expect(rendered[expression] == JSON(expression))
        }
        // Three seconds in which programs are begun, and one for the last of them; the rest is the machine's.
        #expect(ContinuousClock.now - start < .seconds(30))
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
