import Access
import HTTP
import JSON
import Tenancy
import Testbed
import Testing

/// The requests of real clients, in the shapes that they send.
@Suite("What identity providers send", .database)
struct SCIMClientsTests {
    let harness: GatewayHarness

    init() async throws { harness = try await GatewayHarness() }

    @Test func `Entra provisions users`() async throws {
        let entra = try await SCIMClient(harness, profile: "entra")
        let flag = "aadOptscim062020"
        let absent = await entra.send("GET /Users?\(flag)&filter=userName%20eq%20%22nora%40fabrik.test%22")
        #expect(absent.status == 200 && absent["totalResults"] == 0 && absent["Resources"] == [])
        let made = await entra.send(
            "POST /Users?\(flag)",
            [
                "schemas": [
                    "urn:ietf:params:scim:schemas:core:2.0:User",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                ],
                "externalId": "nora", "userName": "Nora@fabrik.test", "active": "True", "displayName": "Nora N",
                "emails": [["primary": true, "type": "work", "value": "nora@fabrik.test"]], "roles": [],
                "name": ["givenName": "Nora", "familyName": "Nord", "formatted": "Nora Nord"],
            ]
        )
        #expect(made.status == 201 && made["active"] == true)
        let id = try #require(made["id"].string)
        for filter in [
            "userName%20eq%20%22NORA%40FABRIK.TEST%22", "externalId%20eq%20%22nora%22",
            "emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22nora@fabrik.test%22",
        ] {
            #expect(await entra.send("GET /Users?\(flag)&filter=\(filter)").list("id") == [id], "\(filter)")
        }
        let created = await entra.patch(
            "/Users/\(id)",
            ["op": "Add", "path": "phoneNumbers[type eq \"fax\"].value", "value": "+49 1"],
            ["op": "Replace", "path": "emails[type eq \"work\"].value", "value": "n@fabrik.test"]
        )
        #expect(created.status == 200 && created["phoneNumbers"][0]?["value"] == "+49 1")
        #expect(created["emails"][0]?["value"] == "n@fabrik.test")
        let flat = await entra.patch(
            "/Users/\(id)",
            [
                "op": "replace",
                "value": [
                    "name.givenName": "Nele", "userName": "Nele@fabrik.test",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "77",
                ],
            ]
        )
        #expect(flat.status == 200 && flat["name"]["givenName"] == "Nele" && flat["userName"] == "Nele@fabrik.test")
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        #expect(flat[enterprise]["employeeNumber"] == "77")
        for (operation, value) in [("Add", "m1"), ("Replace", "m2")] {
            let changed = await entra.patch(
                "/Users/\(id)",
                ["op": JSON(operation), "path": .string("\(enterprise):manager"), "value": JSON(value)]
            )
            #expect(changed.status == 200 && changed[enterprise]["manager"]?["value"]?.string == value)
        }
        let unmanaged = await entra.patch(
            "/Users/\(id)",
            ["op": "Remove", "path": .string("\(enterprise):manager")]
        )
        #expect(unmanaged.status == 200 && unmanaged[enterprise]["manager"] == nil)
        let off = await entra.patch("/Users/\(id)", ["op": "Replace", "path": "active", "value": "False"])
        #expect(off.status == 200 && off["active"] == false)
        #expect(await entra.send("GET /Users/\(id)").status == 200)
        #expect(await entra.send("POST /Users", ["userName": "nele@fabrik.test"]).status == 409)
        #expect(await entra.send("DELETE /Users/\(id)").status == 204)
        #expect(await entra.send("DELETE /Users/\(id)").status == 404)
        #expect(await entra.send("DELETE /Users/5171a35d82074e068ce2").status == 404)
    }

    @Test func `Entra provisions groups`() async throws {
        let entra = try await SCIMClient(harness, profile: "entra")
        let (ann, ben) = (try await entra.makeUser("ann"), try await entra.makeUser("ben"))
        let body: JSON = [
            "schemas": [
                "urn:ietf:params:scim:schemas:core:2.0:Group",
                "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
            ],
            "externalId": "g", "displayName": "Sales", "meta": ["resourceType": "Group"],
        ]
        let made = await entra.send("POST /Groups", body)
        #expect(made.status == 201)
        #expect(await entra.send("POST /Groups", body).status == 409)
        let id = try #require(made["id"].string)
        let added = await entra.patch(
            "/Groups/\(id)",
            ["op": "Add", "path": "members", "value": [["$ref": .null, "value": JSON(ann)], ["value": JSON(ben)]]]
        )
        #expect(added.status == 200)
        let without = await entra.send("GET /Groups/\(id)?excludedAttributes=members")
        #expect(without["members"] == .null && without["displayName"] == "Sales")
        let found = await entra.send("GET /Groups?excludedAttributes=members&filter=displayName%20eq%20%22SALES%22")
        #expect(found.list("id") == [id] && found["Resources"][0]?["members"] == nil)
        let removed = await entra.patch(
            "/Groups/\(id)",
            ["op": "Remove", "path": "members", "value": [["$ref": .null, "value": JSON(ann)]]]
        )
        #expect(removed.status == 200 && removed["members"].array?.compactMap { $0["value"]?.string } == [ben])
        let renamed = await entra.patch(
            "/Groups/\(id)",
            ["op": "Replace", "path": "displayName", "value": "Sales 2"],
            ["op": "Replace", "path": "externalId", "value": "g2"]
        )
        #expect(renamed["displayName"] == "Sales 2" && renamed["externalId"] == "g2")
        let bare = await entra.patch("/Groups/\(id)", ["op": "replace", "value": ["displayName": "Sales 3"]])
        #expect(bare["displayName"] == "Sales 3")
        #expect(await entra.send("DELETE /Groups/\(id)").status == 204)
        #expect(await entra.send("DELETE /Groups/\(id)").status == 404)
    }

    @Test func `Okta provisions users and pushes groups`() async throws {
        let okta = try await SCIMClient(harness, profile: "okta")
        let first = try await okta.makeUser("pia@okta.test", ["name": ["givenName": "Pia", "familyName": "P"]])
        let list = await okta.send("GET /Users?count=1&startIndex=1")
        #expect(list["itemsPerPage"].integer == 1 && list["totalResults"].integer == 1)
        #expect(list["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
        #expect(list["Resources"][0]?["active"] == true && list.list("id") == [first])
        #expect(await okta.send("GET /Users/\(first)")["userName"] == "pia@okta.test")
        #expect(await okta.send("GET /Users?filter=userName%20eq%20%22abc%22")["totalResults"] == 0)
        let none = await okta.send("GET /Users/010101001010101011001010101011")
        #expect(none.status == 404 && none["status"] == "404" && none["detail"].string != nil)
        #expect(none["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
        let body: JSON = [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Rolf.Q@Okta.test",
            "name": ["givenName": "Rolf", "familyName": "Q"], "active": true, "locale": "en-US", "groups": [],
            "emails": [["primary": true, "value": "rolf@okta.test", "type": "work"]], "displayName": "Rolf Q",
        ]
        let made = await okta.send("POST /Users", body)
        let id = try #require(made["id"].string)
        #expect(await okta.send("GET /Users/\(id)")["userName"] == "Rolf.Q@Okta.test")
        #expect(await okta.send("POST /Users", body).status == 409)
        #expect(
            await okta.send("GET /Users?filter=userName%20eq%20%22ROLF.Q@OKTA.TEST%22&startIndex=1&count=100").list(
                "id"
            )
                == [id]
        )
        let groups = await okta.send("GET /Groups?startIndex=1&count=100")
        #expect(groups.status == 200 && groups["totalResults"] == 0)
        #expect(await okta.patch("/Users/\(id)", ["op": "replace", "value": ["active": false]])["active"] == false)
        var whole = try #require(await okta.send("GET /Users/\(id)").json.object)
        whole["active"] = true
        let back = await okta.send("PUT /Users/\(id)", .object(whole))
        #expect(back.status == 200 && back["active"] == true)
        let group = try await okta.makeGroup("Pushed", members: [id])
        let renamed = await okta.patch(
            "/Groups/\(group)",
            ["op": "replace", "value": ["id": JSON(group), "displayName": "Renamed"]]
        )
        #expect(renamed.status == 200 && renamed["displayName"] == "Renamed")
    }
}
