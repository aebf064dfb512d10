import Access
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Validating the inputs of executions over the API", .database)
struct ExecutionInputsTests {
    let harness: GatewayHarness
    let flows: FlowsFixture

    init() async throws {
        harness = try await GatewayHarness()
        flows = FlowsFixture(harness: harness)
    }

    private let inputs = """
        inputs:
          - {id: name, type: STRING}
          - {id: count, type: INT, min: 1, defaults: "{{ vars.count }}"}
          - {id: key, type: SECRET, required: false}
          - {id: data, type: FILE, allowedFileExtensions: [.csv], required: false}
          - {id: size, type: INT, dependsOn: {inputs: [name], condition: "{{ inputs.name == 'big' }}"}}
        variables: {count: 3}
        checks:
          - {condition: "{{ inputs.count < 10 }}", message: "{{ inputs.count }} is too many", behavior: BLOCK_EXECUTION}
        """

    private let canary = "canary-4711-of-a-secret"

    /// Sends a form: fields, and files by field with the names they have.
    private func validate(
        _ fields: [String: String],
        files: [String: String] = [:],
        id: String = "asks",
        query: String = "?labels=",
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        var body = ""
        for (name, value) in fields {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        for (name, file) in files {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n\r\n1,2\r\n"
        }
        return await harness.send(
            "POST /api/v1/acme/executions/team/\(id)/validate\(query)",
            text: body + "--b--\r\n",
            as: sender,
            headers: [("content-type", "multipart/form-data; boundary=b")]
        )
    }

    /// What the answer says of an input.
    private func input(_ id: String, of answer: GatewayHarness.Answer) throws -> JSON {
        try #require(answer.json[0]?["inputs"]?.array?.first { $0["input"]?["id"]?.string == id })
    }

    @Test func `answers values, defaults and what is not asked for`() async throws {
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        let answer = await validate(["name": "small", "key": canary], files: ["data": "table.csv"])
        #expect(answer.status == 200)
        let reply = try #require(answer.json[0])
        #expect(reply["id"] == "asks" && reply["namespace"] == "team" && reply["checks"] == [])
        #expect(try input("name", of: answer)["value"] == "small")
        #expect(try input("count", of: answer)["value"] == 3)
        #expect(try input("count", of: answer)["isDefault"] == true)
        #expect(try input("data", of: answer)["value"] == "table.csv")
        #expect(try input("size", of: answer)["enabled"] == false)
        #expect(try input("key", of: answer)["value"] == "******")
        #expect(!answer.text.contains(canary))
        #expect(reply["inputs"]?.array?.allSatisfy { $0["errors"] == [] } == true)
    }

    @Test func `tells every error, each naming its input`() async throws {
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        let answer = await validate(["count": "0", "name": "big"], files: ["data": "table.exe"])
        #expect(answer.status == 200)
        #expect(try input("count", of: answer)["errors"]?[0]?["message"] == "`count`: expected at least `1`, found `0`")
        #expect(
            try input("size", of: answer)["errors"]?[0]?["message"]?.string?.hasPrefix("`size`: is required") == true
        )
        #expect(try input("data", of: answer)["errors"]?[0]?["message"]?.string?.contains("`.csv`") == true)
        #expect(try input("data", of: answer)["errors"]?[0]?["renderError"] == false)
    }

    @Test func `tells the checks that do not hold`() async throws {
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        let answer = await validate(["name": "small", "count": "12"])
        let failure = try #require(answer.json[0]?["checks"]?[0])
        #expect(failure["message"] == "12 is too many" && failure["behavior"] == "BLOCK_EXECUTION")
    }

    @Test func `validates against the revision that is asked for`() async throws {
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        #expect(await flows.update("asks", FlowsFixture.source("asks")).status == 200)
        #expect(await validate([:]).json[0]?["inputs"] == [])
        #expect(await validate([:], query: "?labels=&revision=1").json[0]?["inputs"]?.array?.count == 5)
        #expect(await validate([:], query: "?labels=&revision=9").status == 404)
        #expect(await validate([:], query: "?labels=&revision=x").status == 422)
    }

    @Test func `refuses flows that cannot be executed, forms and labels that are none`() async throws {
        #expect(await flows.create(FlowsFixture.source("off", "disabled: true")).status == 200)
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        let disabled = await validate([:], id: "off")
        #expect(disabled.status == 409 && disabled["message"].string?.contains("`off`") == true)
        #expect(await validate([:], id: "nothing").status == 404)
        #expect(await validate([:], query: "?labels=nocolon").fields == ["labels"])
        let broken = await harness.send(
            "POST /api/v1/acme/executions/team/asks/validate?labels=",
            text: "no form",
            headers: [("content-type", "multipart/form-data; boundary=b")]
        )
        #expect(broken.status == 422)
    }

    @Test func `takes the right to make executions in the namespace`() async throws {
        #expect(await flows.create(FlowsFixture.source("asks", inputs)).status == 200)
        #expect(await validate(["name": "x"], as: .member).status == 403)
        #expect(await validate(["name": "x"], as: .stranger).status == 404)
        #expect(await validate(["name": "x"], as: .nobody).status == 401)
    }
}
