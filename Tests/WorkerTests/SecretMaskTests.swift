import Expressions
import JSON
import RandomData
import Testing
import WorkerProtocol

@testable import Worker

@Suite("Masks of secrets")
struct SecretMaskTests {
    private func mask(_ values: [String], _ text: String) -> String {
        let mask = SecretMask()
        for value in values { mask.add(value) }
        return mask.apply(to: text)
    }

    @Test(
        arguments: [
            (["tiger"], "a tiger, tiger", "a ********, ********"),
            (["abcdef", "defghi"], "xabcdefghix", "x********x"),
            (["aaaa"], "aaaaaa", "********"),
            (["abc"], "abc", "abc"),
            ([" key1 \n"], "key1", "********"),
            (["first line\nshort\nother line"], "an other line, short", "an ********, short"),
            (["pass", "password"], "password", "********"),
            (["ключ1"], "ключ1ключ", "********ключ"),
            ([], "nothing", "nothing"),
        ] as [([String], String, String)]
    )
    func `hide values wherever they appear`(_ values: [String], _ text: String, _ expected: String) {
        #expect(mask(values, text) == expected)
    }

    @Test func `hide what is marked and what is known as one`() {
        let mask = SecretMask()
        mask.add("known-value")
        let marked = ExpressionText("tiger", isSecret: true)
        let template = try? ExpressionTemplate(parsing: "{{ a }}known-value {{ a }}")
        let variables = ExpressionVariables(ExpressionMap([("a", .text(marked))]))
        let text = try? template?.render(in: variables)
        #expect(text.map { mask.apply(to: $0) } == "******** ********")
    }

    @Test func `take secrets from marked variables`() {
        let mask = SecretMask()
        let variables = JobVariables(
            ["inputs": ["pin": 123_456, "flag": true, "list": ["hidden"], "free": "public"]],
            secretPaths: [["inputs", "pin"], ["inputs", "flag"], ["inputs", "list", "0"]]
        )
        mask.add(secretsOf: .map(variables.expressionMap()))
        #expect(mask.apply(to: "123456 true hidden public") == "******** true ******** public")
    }

    @Test func `leave no secret in what a job says, whatever is made of it`() async throws {
        let document = #"{"user":"Qy7-part-value","n":1}"#
        let fixture = try WorkerFixture(secrets: ["KEY": "Zx9-vault-value", "DOC": document])
        var random = SeededGenerator(seed: 23)
        let sources = [
            "secret('KEY')", "secret('DOC', subkey='user')", "inputs.password", "outputs.first.values[1]",
            "outputs.first.deep", "plain", "inputs.user",
        ]
        let filters = [
            "", " | upper | lower", " | base64encode | base64decode", " | json", " | urlencode | urldecode",
            " | replace({'x': 'x'})", " | trim", " | split('#') | join('#')", " | slice(0, 200)",
        ]
        let variables = JobVariables(
            [
                "inputs": ["password": "Wv5-input-value", "user": "ada"],
                "outputs": ["first": ["values": ["free", "Ut3-output-value"], "deep": ["key": "Sr1-deep-value"]]],
                "plain": "harmless", "list": ["a", "b"],
            ],
            secretPaths: [
                ["inputs", "password"], ["outputs", "first", "values", "1"], ["outputs", "first", "deep", "key"],
            ]
        )
        let secrets = ["vault-value", "part-value", "input-value", "output-value", "deep-value"]
        for number in 1...600 {
            var template = ""
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let source = sources.randomElement(using: &random) ?? "plain"
                let filter = filters.randomElement(using: &random) ?? ""
                template +=
                    ["{{ \(source)\(filter) }}", "x {{ list ~ \(source) }}", "{{ [\(source)] }}", " ", "-"]
                    .randomElement(using: &random) ?? ""
            }
            let type = ["log.Log", "execution.Fail", "debug.Echo", "flow.Sleep"].randomElement(using: &random) ?? ""
            let properties: JSONObject = [
                "message": .string(template), "errorMessage": .string(template), "format": .string(template),
                "duration": .string(template),
            ]
            let job = WorkerFixture.job(type, properties, number: Int32(number), variables: variables)
            let (end, lines) = await fixture.run(job)
            var said = lines.map(\.message)
            if case .failed(let reason) = end.outcome { said.append(reason) }
            for text in said {
                let lowered = text.lowercased()
                #expect(!secrets.contains { lowered.contains($0) }, "\(template): \(text)")
            }
        }
    }

    @Test func `tell exactly which outputs are secret`() async throws {
        let fixture = try WorkerFixture(secrets: ["KEY": "Zx9-vault-value"])
        let job = WorkerFixture.job(
            "output.OutputValues",
            ["values": ["a": "{{ secret('KEY') }}", "b": "free", "c": ["x", "{{ 'is ' ~ secret('KEY') }}"]]]
        )
        let end = await fixture.run(job).end
        #expect(end.outputs?["values"]?["a"] == "Zx9-vault-value")
        #expect(end.secretPaths == [["values", "a"], ["values", "c", "1"]])
    }

    @Test func `hide all of a templated task that was made of a secret`() async throws {
        let fixture = try WorkerFixture(secrets: ["KEY": "Zx9-vault-value"])
        let spec = "type: io.kestra.plugin.core.debug.Return\nformat: \"{{ secret('KEY') | upper }}\""
        let end = await fixture.run(WorkerFixture.job("templating.TemplatedTask", ["spec": .string(spec)])).end
        #expect(end.outputs == ["value": "ZX9-VAULT-VALUE"])
        #expect(end.secretPaths == [["value"]])
    }
}
