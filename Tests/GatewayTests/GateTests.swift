import Access
import Audit
import HTTP
import JSON
import Tenancy
import Testbed
import Testing

@Suite("The path of a request", .database)
struct GateTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    @Test func `a caller who shows nothing is asked for a token`() async {
        let answer = await harness.send("GET /api/v1/acme/groups/search", as: .nobody)
        #expect(answer.status == 401)
        #expect(answer.headers["www-authenticate"] == "Bearer realm=\"reeve\"")
        #expect(answer["message"].string == "a bearer token or a session is needed")
    }

    @Test func `a token that was made up is refused without a look at the database`() async {
        let answer = await harness.send(
            "GET /api/v1/acme/groups/search",
            as: .nobody,
            headers: [("authorization", "Bearer rvp_x")]
        )
        #expect(answer.status == 401)
    }

    @Test func `every reply carries the identifier of its request`() async {
        let own = await harness.send("GET /api/v1/acme/groups/search", headers: [("x-request-id", "abc-1")])
        #expect(own.headers["x-request-id"] == "abc-1")
        let made = await harness.send("GET /nowhere", headers: [("x-request-id", "a b")])
        #expect(made.status == 404)
        #expect(made.headers["x-request-id"]?.count == 36)
    }

    @Test func `a tenant that the caller does not know looks like one that is not there`() async {
        let other = await harness.send("GET /api/v1/umbra/groups/search", headers: [("x-request-id", "r")])
        let none = await harness.send("GET /api/v1/nothing/groups/search", headers: [("x-request-id", "r")])
        #expect(other.status == 404 && none.status == 404)
        #expect(other["message"] == none["message"])
    }

    @Test func `a caller without the right is told which one it is, and the refusal is recorded`() async throws {
        let answer = await harness.send("GET /api/v1/acme/groups/search", as: .member)
        #expect(answer.status == 403)
        #expect(answer["message"].string == "the permission `group.list` is needed")
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.outcome == .denied && record.permission == "group.list")
        #expect(record.actor.id == harness.accounts[.member]?.description)
    }

    @Test func `a change and its record are there together`() async throws {
        let answer = await harness.send(
            "POST /api/v1/acme/groups",
            json: ["name": "ops", "description": "on call"],
            headers: [("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
        )
        #expect(answer.status == 200)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.type == .create && record.permission == "group.create" && record.outcome == .success)
        #expect(record.resource.id == answer["id"].string)
        #expect(record.requestID == answer.headers["x-request-id"])
        #expect(record.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(record.decision.isAllowed)
    }

    @Test func `a change that fails leaves neither a trace of itself nor a record`() async throws {
        _ = await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])
        let before = try await harness.audit(of: harness.acme).count
        let again = await harness.send("POST /api/v1/acme/groups", json: ["name": "OPS"])
        #expect(again.status == 409 && again.fields == ["name"])
        #expect(try await harness.audit(of: harness.acme).count == before)
        #expect(await harness.send("GET /api/v1/acme/groups/search")["total"].integer == 1)
    }

    @Test func `the object of another tenant looks like one that is not there`() async throws {
        let made = await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])
        let id = try #require(made["id"].string)
        let other = await harness.send(
            "GET /api/v1/umbra/groups/\(id)",
            as: .stranger,
            headers: [("x-request-id", "r")]
        )
        let none = await harness.send(
            "GET /api/v1/umbra/groups/\(UserGroup.ID.ordered())",
            as: .stranger,
            headers: [("x-request-id", "r")]
        )
        #expect(other.status == 404 && none.status == 404)
        #expect(other["message"] == none["message"])
        #expect(await harness.send("DELETE /api/v1/umbra/groups/\(id)", as: .stranger).status == 404)
        #expect(await harness.send("GET /api/v1/acme/groups/\(id)").status == 200)
    }

    @Test func `what the body has too much of is named, and so is what it lacks`() async {
        let answer = await harness.send("POST /api/v1/acme/groups", json: ["nmae": "ops", "description": 7])
        #expect(answer.status == 422)
        #expect(Set(answer.fields) == ["name", "nmae", "description"])
    }

    @Test(arguments: ["{", "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"\\u0000\"}", "[]x", ""])
    func `a body that is no JSON is refused with the place`(_ text: String) async {
        let answer = await harness.send("POST /api/v1/acme/groups", text: text)
        #expect(answer.status == 400)
        #expect(answer["message"].string?.contains("line 1") == true)
    }

    @Test func `a method that the path does not know is answered with those it does`() async {
        let answer = await harness.send("PATCH /api/v1/acme/groups/x")
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "DELETE, GET, PUT")
    }
}

@Suite("The route table", .database)
struct RouteTableTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    @Test func `an operation that is not built says so`() async {
        let answer = await harness.send("POST /api/v1/acme/apps", text: "id: a")
        #expect(answer.status == 501)
        #expect(answer["message"].string == "`createApp` is an operation that this release does not have")
    }
}
