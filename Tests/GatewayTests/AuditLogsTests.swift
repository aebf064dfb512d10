import Access
import Audit
import Crypto
import Daemon
import HTTP
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("The audit log in the API", .database)
struct AuditLogsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func makeGroup(_ name: String) async throws -> String {
        let made = await harness.send("POST /api/v1/acme/groups", json: ["name": JSON(name)])
        return try #require(made["id"].string)
    }

    private func names(_ answer: GatewayHarness.Answer) -> [String?] {
        (answer["results"].array ?? []).map { $0["auditLog"]?["detail"]?["id"]?.string }
    }

    /// Writes records of a tenant into the log, a minute apart, the newest now.
    private func fill(_ tenant: Tenant.ID, _ count: Int) async throws {
        let now = SystemClock().now
        try await harness.asInstance { tx in
            for number in 0..<count {
                let instant = now - .seconds(60 * number)
                let id = UUID.v7(at: UInt64(instant.microseconds / 1000))
                var record = AuditRecord(
                    id: id,
                    tenant: tenant,
                    occurredAt: instant,
                    permission: "flow.view",
                    actor: AuditRecord.Actor(kind: .system, name: "test"),
                    source: AuditRecord.Source(),
                    decision: .allowed(.everyone),
                    requestID: "request"
                )
                record.resource = AuditRecord.Subject(.flow, id: "n\(number)")
                let bytes = record.encoded()
                try tx.enqueue(
                    """
                    insert into audit_event (
                      tenant_id, occurred_at, event_id, type, permission, resource_kind, resource_id, outcome, request_id, record, digest
                    ) values (
                      \(tenant), \(instant), \(id), 'READ', 'flow.view', 'FLOW', \("n\(number)"), 'success', 'request',
                      \(bytes), \(AuditRecord.leafHash(of: bytes))
                    )
                    """
                )
            }
            try await tx.execute("select 1")
        }
    }

    @Test func `a search answers the newest first, by page and by cursor the same`() async throws {
        try await fill(harness.acme, 25)
        var byCursor: [String?] = []
        var cursor: String?
        for number in 1...5 {
            let path = "/api/v1/acme/auditlogs/search?size=5"
            let page = await harness.send("GET \(path)&page=\(number)")
            let next = await harness.send("GET \(path)\(cursor.map { "&cursor=\($0)" } ?? "")")
            #expect(page.status == 200 && page["total"] == 25 && page["totalIsCapped"] == false)
            #expect(names(page) == names(next))
            byCursor += names(next)
            cursor = next["nextCursor"].string
        }
        #expect(byCursor == (0..<25).map { "n\($0)" })
        #expect(cursor == nil)
        let beyond = await harness.send("GET /api/v1/acme/auditlogs/search?size=5&page=6")
        #expect(beyond.status == 200 && names(beyond).isEmpty)
    }

    @Test(arguments: [
        "filters[resources][IN]=GROUP", "filters[type][EQUALS]=CREATE", "filters[action][EQUALS]=create",
        "filters[outcome][EQUALS]=success&filters[permission][EQUALS]=group.create",
        "filters[q][CONTAINS]=group.create", "filters[resources][NOT_EQUALS]=FLOW",
        "filters[or][0][resources][EQUALS]=GROUP&filters[or][1][resources][EQUALS]=ROLE",
    ])
    func `a filter leaves what it describes`(_ filter: String) async throws {
        try await fill(harness.acme, 3)
        let id = try await makeGroup("ops")
        let found = await harness.send("GET /api/v1/acme/auditlogs/search?\(filter)")
        #expect(found.status == 200)
        #expect(names(found) == [id])
    }

    @Test func `the object, the account and the time narrow a search`() async throws {
        try await fill(harness.acme, 10)
        let account = try #require(harness.accounts[.admin]).description
        let id = try await makeGroup("ops")
        for filter in [
            "filters[id][EQUALS]=\(id)", "filters[details][EQUALS][id]=\(id)", "filters[userId][EQUALS]=\(account)",
        ] {
            #expect(names(await harness.send("GET /api/v1/acme/auditlogs/search?\(filter)")) == [id])
        }
        let from = SystemClock().now - .seconds(60 * 3 + 30)
        let since = await harness.send(
            "GET /api/v1/acme/auditlogs/search?filters[startDate][GREATER_THAN_OR_EQUAL_TO]=\(from)&filters[resources][EQUALS]=FLOW"
        )
        #expect(names(since) == ["n0", "n1", "n2", "n3"] && since["total"] == 4)
        let before = await harness.send(
            "GET /api/v1/acme/auditlogs/search?filters[endDate][LESS_THAN_OR_EQUAL_TO]=\(from)"
        )
        #expect(names(before) == ["n4", "n5", "n6", "n7", "n8", "n9"])
    }

    @Test(arguments: [
        ("filters[resources][EQUALS]=FLOWS", "filters[resources][EQUALS]"),
        ("filters[startDate][GREATER_THAN]=yesterday", "filters[startDate][GREATER_THAN]"),
        ("filters[details][EQUALS][color]=red", "filters[details][EQUALS][color]"), ("cursor=abc", "cursor"),
        ("sort=date:asc", "sort"), ("page=11&size=1000", "page"), ("size=0", "size"),
    ])
    func `a search names what it cannot read`(_ query: String, _ field: String) async throws {
        let refused = await harness.send("GET /api/v1/acme/auditlogs/search?\(query)")
        #expect(refused.status == 422)
        #expect(refused.fields == [field])
    }

    @Test func `a record is found, and an object's history`() async throws {
        let id = try await makeGroup("ops")
        let found = await harness.send(
            "POST /api/v1/acme/auditlogs/find",
            json: ["resource": "GROUP", "type": "CREATE", "detail": ["id": JSON(id)]]
        )
        #expect(found.status == 200 && found["auditLog"]["detail"]?["id"]?.string == id)
        let none = await harness.send("POST /api/v1/acme/auditlogs/find", json: ["resource": "FLOW"])
        #expect(none.status == 404)
        let refused = await harness.send("POST /api/v1/acme/auditlogs/find", json: ["detail": ["color": "red"]])
        #expect(refused.status == 422 && refused.fields == ["detail.color"])
        let history = await harness.send("GET /api/v1/acme/auditlogs/history/\(id)")
        #expect(history.json.array?.count == 1)
        #expect(history.json.array?.first?["username"] == "admin@reeve.test")
    }

    @Test func `a diff shows the states before and after`() async throws {
        let id = try await makeGroup("ops")
        _ = await harness.send("PUT /api/v1/acme/groups/\(id)", json: ["name": "ops2"])
        _ = await harness.send("PUT /api/v1/acme/groups/\(id)", json: ["name": "ops3"])
        let records = try #require(await harness.send("GET /api/v1/acme/auditlogs/history/\(id)").json.array)
        let ids = records.compactMap { $0["id"]?.string }
        try #require(ids.count == 3)
        func states(_ path: String) async throws -> [String?] {
            let diff = await harness.send("GET \(path)")
            try #require(diff.status == 200)
            return try ["before", "after"].map { try JSON(parsing: #require(diff[$0].string))["name"]?.string }
        }
        #expect(try await states("/api/v1/acme/auditlogs/\(ids[0])/diff") == ["ops2", "ops3"])
        #expect(try await states("/api/v1/acme/auditlogs/\(ids[0])/diff?previousId=\(ids[2])") == ["ops", "ops3"])
        #expect(try await states("/api/v1/acme/auditlogs/\(ids[2])/diff") == [nil, "ops"])
        let reversed = await harness.send("GET /api/v1/acme/auditlogs/\(ids[2])/diff?previousId=\(ids[0])")
        #expect(reversed.status == 422 && reversed.fields == ["previousId"])
        let other = await harness.send("GET /api/v1/umbra/auditlogs/\(ids[0])/diff", as: .stranger)
        #expect(other.status == 404)
        let global = await harness.send("GET /api/v1/auditlogs/\(ids[0])/diff", as: .root)
        #expect(global.status == 200)
    }

    @Test func `a diff is of a record that is there`() async throws {
        for id in [UUID.v7(), UUID.v4()] {
            #expect(await harness.send("GET /api/v1/acme/auditlogs/\(id)/diff").status == 404)
        }
        #expect(await harness.send("GET /api/v1/acme/auditlogs/x/diff").status == 404)
    }

    @Test func `an export is CSV, leaves what its filters describe, and is recorded`() async throws {
        try await fill(harness.acme, 5)
        let id = try await makeGroup("ops")
        let answer = await harness.send("GET /api/v1/acme/auditlogs/export?resources=GROUP,ROLE&type=CREATE")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"]?.hasPrefix("text/csv") == true)
        let lines = answer.text.split(separator: "\r\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("id,date,") && lines[1].contains(id))
        let record = try #require(await harness.audit(of: harness.acme).first)
        #expect(record.type == .read && record.permission == "auditlog.export" && record.resource.kind == .auditlog)
        guard case .patches(let applied, _) = record.changes else {
            Issue.record("the filters are not recorded")
            return
        }
        #expect(applied.text.contains("resources=GROUP,ROLE"))
        let refused = await harness.send("GET /api/v1/acme/auditlogs/export?startDate=now&colour=red")
        #expect(refused.status == 422 && refused.fields.contains("colour"))
    }

    @Test(arguments: [
        "GET /api/v1/acme/auditlogs/search", "GET /api/v1/acme/auditlogs/export",
        "GET /api/v1/acme/auditlogs/history/x",
        "GET /api/v1/acme/auditlogs/0190163d-8694-739b-aea5-966c26f8ad91/diff",
    ])
    func `a tenant's log is for those who have the right`(_ line: String) async throws {
        #expect(await harness.send(line, as: .nobody).status == 401)
        #expect(await harness.send(line, as: .member).status == 403)
        #expect(await harness.send(line, as: .stranger).status == 404)
    }

    @Test(arguments: ["search", "export", "0190163d-8694-739b-aea5-966c26f8ad91/diff"])
    func `the log of the instance is for those who manage it`(_ path: String) async throws {
        #expect(await harness.send("GET /api/v1/auditlogs/\(path)", as: .admin).status == 403)
    }

    @Test func `one tenant reads nothing of another's log, and the instance all`() async throws {
        try await fill(harness.acme, 2)
        try await fill(harness.umbra, 3)
        #expect(await harness.send("GET /api/v1/acme/auditlogs/search")["total"] == 2)
        #expect(await harness.send("GET /api/v1/umbra/auditlogs/search", as: .stranger)["total"] == 3)
        let all = await harness.send("GET /api/v1/auditlogs/search?filters[resources][EQUALS]=FLOW", as: .root)
        #expect(all["total"] == 5 && names(all).count == 5)
    }
}
