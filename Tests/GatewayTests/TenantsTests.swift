import Access
import Audit
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Tenants", .database)
struct TenantsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func create(_ slug: String, _ more: [(String, JSON)] = []) async -> GatewayHarness.Answer {
        var body: JSONObject = ["id": JSON(slug), "name": "A tenant", "deleted": false]
        for (name, value) in more {
            body[name] = value
        }
        return await harness.send("POST /api/v1/tenants", json: .object(body), as: .root)
    }

    /// Runs a statement as the superuser, past row security.
    private func look(_ sql: SQL) async throws -> Rows {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let database = Database(configuration: configuration, group: try await Testbed.shared.group)
        let rows = try await database.transaction { tx in try await tx.query(sql) }
        await database.close()
        return rows
    }

    /// The tables that hold something of a tenant, besides the tenant itself and its records.
    private func tables(of tenant: Tenant.ID) async throws -> [String] {
        let rows = try await look(
            """
            select c.table_name::text from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'reeve' and c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE'
              and c.table_name not like 'audit_event%' and c.table_name <> 'tenant'
              and (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from reeve.%I where tenant_id = %L',
                c.table_name, \(tenant.description)), false, true, '')))[1]::text <> '0'
            """
        )
        return try rows.map { try $0.decode(0, as: String.self) }
    }

    @Test func `a tenant is made, with its roles and an administrator who may work at once`() async throws {
        let made = await create("nova")
        #expect(made.status == 200)
        #expect(made.json == ["id": "nova", "name": "A tenant", "deleted": false])
        let roles = await harness.send("GET /api/v1/nova/roles/search?size=20", as: .root)
        #expect(roles["total"] == 6)
        let bindings = await harness.send("GET /api/v1/nova/bindings/search", as: .root)
        #expect(bindings["results"][0]?["role"]?["name"] == "Admin")
        // More than what those who manage the instance may do everywhere.
        let namespace = await harness.send("POST /api/v1/nova/namespaces", json: ["id": "a"], as: .root)
        #expect(namespace.status == 200)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "tenant.create" && record.resource.id == "nova")
    }

    @Test func `a name that is taken or stands for something else is refused`() async {
        #expect(await create("acme").status == 409)
        #expect(await create("tenants").status == 409)
        #expect(await create("Nova").fields == ["id"])
    }

    @Test func `only those who manage the instance see to tenants`() async throws {
        for line in ["GET /api/v1/tenants/acme", "GET /api/v1/tenants/search", "DELETE /api/v1/tenants/acme"] {
            let answer = await harness.send(line)
            #expect(answer.status == 403, "\(line)")
        }
        let made = await harness.send("POST /api/v1/tenants", json: ["id": "x", "name": "x"])
        let changed = await harness.send("PUT /api/v1/tenants/acme", json: ["id": "acme", "name": "x"])
        #expect(made.status == 403 && changed.status == 403)
        #expect(await harness.send("GET /api/v1/acme/groups/search").status == 200)
    }

    @Test func `a tenant is read, searched and changed`() async throws {
        let body: JSON = [
            "id": "acme", "name": "Acme Ltd", "deleted": false, "requireExistingNamespace": true,
            "concurrency": ["limit": 5, "behavior": "QUEUE"],
            "quotas": [["duration": "PT1H30M", "limit": 100, "behavior": "FAIL"]],
            "defaultWorkerSelector": ["tags": ["gpu", "eu-1"], "match": "ANY"], "secretType": "postgres",
            "settings": ["dashboard": ["defaultHomeDashboard": "home"]],
        ]
        let changed = await harness.send("PUT /api/v1/tenants/acme", json: body, as: .root)
        #expect(changed.status == 200 && changed.json == body)
        #expect(await harness.send("GET /api/v1/tenants/acme", as: .root).json == body)
        let found = await harness.send("GET /api/v1/tenants/search?sort=name:asc&filters[q][CONTAINS]=cm", as: .root)
        #expect(found["total"] == 1 && found["results"][0] == body)
        #expect(await harness.send("GET /api/v1/tenants/nothing", as: .root).status == 404)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "tenant.update" && record.outcome == .success)
    }

    @Test func `every wrong setting is named, and no secret is taken`() async throws {
        let answer = await create(
            "nova",
            [
                ("concurrency", ["limit": 0, "behavior": "WAIT"]),
                ("quotas", [["duration": "1h", "limit": 1, "behavior": "FAIL"]]),
                ("defaultWorkerSelector", ["tags": ["-x"]]), ("storageType", "s3"),
                ("storageConfiguration", ["key": ["a": 1]]),
                ("secretType", "vault"), ("secretConfiguration", ["token": ["a": 1]]), ("secretReadOnly", true),
                ("secretIsolation", ["enabled": true]), ("sdkDefaultAuthentication", ["apiToken": "x"]), ("huh", 1),
            ]
        )
        #expect(answer.status == 422)
        #expect(
            Set(answer.fields) == [
                "concurrency.limit", "concurrency.behavior", "quotas[0].duration", "defaultWorkerSelector.tags[0]",
                "storageType", "storageConfiguration", "secretType", "secretConfiguration", "secretReadOnly",
                "secretIsolation.enabled", "sdkDefaultAuthentication", "huh",
            ]
        )
        let renamed = await harness.send("PUT /api/v1/tenants/acme", json: ["id": "umbra", "name": "x"], as: .root)
        #expect(renamed.fields == ["id"])
    }

    @Test(arguments: ["PT0S", "P", "PT", "1H", "PT1", "P1H", "PT1M1H", "PTH", "P1DT", "P1Y"])
    func `a duration of another form is refused`(_ text: String) async {
        let answer = await create("nova", [("quotas", [["duration": JSON(text), "limit": 1, "behavior": "FAIL"]])])
        #expect(answer.fields == ["quotas[0].duration"])
    }

    @Test(arguments: ["PT1S", "PT90M", "P1D", "P1DT12H", "PT1H2M3S"])
    func `a duration is taken`(_ text: String) async {
        let quotas: JSON = [["duration": JSON(text), "limit": 1, "behavior": "FAIL"]]
        #expect(await create("nova", [("quotas", quotas)])["quotas"] == quotas)
    }

    @Test func `nothing of a deleted tenant is left but its records and an empty row`() async throws {
        _ = await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])
        _ = await harness.send("POST /api/v1/acme/namespaces", json: ["id": "a", "variables": ["x": 1]])
        let acme = harness.acme
        let records = try await harness.audit(of: acme).count
        #expect(try await tables(of: acme).contains("namespace"))
        #expect(await harness.send("DELETE /api/v1/tenants/acme", as: .root).status == 204)
        #expect(try await harness.audit(of: acme).count == records)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "tenant.delete" && record.resource.id == "acme")
        #expect(try await tables(of: acme) == [])
        let tombstone = try await look(
            "select settings = '{}' and logo is null and deleted_at is not null from reeve.tenant where tenant_id = \(acme)"
        )
        #expect(try tombstone.first?.decode(0, as: Bool.self) == true)
    }

    @Test func `the name of a deleted tenant is free, and leads to the new one at once`() async throws {
        let old = harness.acme
        #expect(await harness.send("GET /api/v1/acme/groups/search").status == 200)
        #expect(await harness.send("DELETE /api/v1/tenants/acme", as: .root).status == 204)
        #expect(await harness.send("GET /api/v1/acme/groups/search").status == 404)
        #expect(await harness.send("GET /api/v1/acme/groups/search", as: .root).status == 404)
        #expect(await harness.send("DELETE /api/v1/tenants/acme", as: .root).status == 404)
        #expect(await create("acme").status == 200)
        #expect(await harness.send("GET /api/v1/acme/groups/search", as: .root).status == 200)
        #expect(await harness.send("GET /api/v1/acme/groups/search").status == 404)
        let ids = try await look("select tenant_id from reeve.tenant where slug = 'acme' and deleted_at is null")
        #expect(try ids.first?.decode(0, as: Tenant.ID.self) != old)
    }

    @Test func `the other tenants are untouched by the end of one`() async throws {
        _ = await harness.send("POST /api/v1/umbra/groups", json: ["name": "shades"], as: .stranger)
        #expect(await harness.send("DELETE /api/v1/tenants/acme", as: .root).status == 204)
        #expect(await harness.send("GET /api/v1/umbra/groups/search", as: .stranger)["total"] == 1)
        #expect(await harness.send("GET /api/v1/umbra/roles/search", as: .stranger)["total"] == 6)
    }

    @Test func `the default dashboards are the tenant's own to choose`() async throws {
        let path = "/api/v1/tenants/acme/settings/default-dashboards"
        #expect(await harness.send("GET \(path)").json == [:])
        let set = await harness.send("POST \(path)", json: ["defaultHomeDashboard": "home"])
        #expect(set.status == 200 && set.json == ["defaultHomeDashboard": "home"])
        #expect(await harness.send("GET \(path)").json == set.json)
        #expect(
            await harness.send("POST \(path)", json: ["defaultHomeDashboard": 1]).fields == ["defaultHomeDashboard"]
        )
        #expect(
            await harness.send("GET \(path)", as: .member)["message"].string
                == "the permission `tenant_settings.view` is needed"
        )
        #expect(await harness.send("POST \(path)", json: [:], as: .member).status == 403)
        #expect(await harness.send("GET \(path)", as: .stranger).status == 404)
        #expect(try await harness.audit(of: harness.acme).contains { $0.permission == "tenant_settings.update" })
    }

    @Test func `an image becomes the logo`() async throws {
        let drawing = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>"
        let set = await upload(drawing)
        #expect(set.status == 200)
        #expect(set["logo"].string?.hasPrefix("data:image/svg+xml;base64,") == true)
        let stored = try await look("select logo_type from reeve.tenant where tenant_id = \(harness.acme)")
        #expect(try stored.first?.decode(0, as: String.self) == "image/svg+xml")
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "tenant.update")
    }

    @Test(arguments: [
        "<svg onload=\"alert(1)\"/>", "<svg><script>alert(1)</script></svg>", "<svg><a href=\"javascript:x\"/></svg>",
        "<html/>", "GIF89a", "",
    ])
    func `what is no harmless image is refused`(_ content: String) async {
        #expect(await upload(content).fields == ["logo"])
    }

    @Test func `a form that is none is refused`() async {
        let type = ("content-type", "multipart/form-data; boundary=b")
        let line = "POST /api/v1/tenants/acme/logo"
        #expect(await harness.send(line, text: "--c\r\n\r\nx", as: .root, headers: [type]).status == 422)
        #expect(await harness.send(line, json: [:], as: .root).status == 415)
        let large = await upload("<svg>" + String(repeating: " ", count: 1 << 20))
        #expect(large.fields == ["logo"])
        #expect(await upload(String(repeating: " ", count: 1 << 21)).status == 413)
    }

    private func upload(_ content: String) async -> GatewayHarness.Answer {
        let body = "--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"x\"\r\n\r\n\(content)\r\n--b--\r\n"
        return await harness.send(
            "POST /api/v1/tenants/acme/logo",
            text: body,
            as: .root,
            headers: [("content-type", "multipart/form-data; boundary=b")]
        )
    }
}
