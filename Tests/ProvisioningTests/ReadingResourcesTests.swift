import JSON
import Provisioning
import Testing

@Suite("Reading resources")
struct ReadingResourcesTests {
    private func result(_ body: JSON, profile: IntegrationProfile = .strict) -> String {
        refusal { () throws(ProvisioningError) in try ResourceReader(.user, profile: profile).content(creating: body) }
    }

    @Test func `keeps what was sent, in proper case and order, without schemas`() throws {
        let content = try content([
            "USERNAME": "Mia", "Schemas": [.string(coreUser.uppercased())], "NAME": ["GIVENNAME": "M"],
            "emails": [["VALUE": "a@b", "Type": "Work"]], "externalid": "x",
        ])
        #expect(content.attributes.keys == ["externalId", "userName", "name", "emails"])
        #expect(
            content.attributes == [
                "externalId": "x", "userName": "Mia", "name": ["givenName": "M"],
                "emails": [["value": "a@b", "type": "Work"]],
            ]
        )
    }

    @Test func `ignores what only the service sets and what it does not know`() throws {
        let content = try content(
            user([
                "id": "mine", "meta": ["created": 5], "groups": [["value": "g"]], "shoeSize": 43,
                "name": ["nick": "M", "givenName": "Mia"], "urn:example:custom": ["a": 1],
                enterprise: ["manager": ["value": "m", "displayName": "Boss"], "x": 1],
            ])
        )
        #expect(
            content.attributes == [
                "userName": "a", "name": ["givenName": "Mia"], enterprise: ["manager": ["value": "m"]],
            ]
        )
    }

    @Test func `takes null, empty lists and empty objects for absent`() throws {
        let content = try content(
            user([
                "title": nil, "emails": [], "phoneNumbers": [nil, [:]], "name": ["givenName": nil],
                enterprise: ["manager": nil],
            ])
        )
        #expect(content.attributes == ["userName": "a"])
    }

    @Test func `takes the password out and shows it nowhere`() throws {
        let content = try content(user(["password": "correct horse"]))
        #expect(content.password == .replaced("correct horse"))
        #expect(content.attributes["password"] == nil)
        var dumped = ""
        dump(content, to: &dumped)
        #expect(!"\(content) \(String(reflecting: content)) \(dumped)".contains("horse"))
    }

    @Test func `takes the manager as an object or a bare id`() throws {
        #expect(
            try content(user([enterprise: ["manager": "m-1"]])).attributes[enterprise]?["manager"] == ["value": "m-1"]
        )
        #expect(try content(user([enterprise: ["manager": ""]])).attributes[enterprise] == nil)
    }

    @Test func `merges a repeated pair of type and value`() throws {
        let content = try content(
            user([
                "emails": [
                    ["value": "a@b", "type": "work"],
                    ["value": "A@B", "type": "WORK", "primary": true, "display": "A"],
                    ["value": "a@b", "type": "home"],
                ]
            ])
        )
        #expect(
            content.attributes["emails"] == [
                ["value": "a@b", "type": "work", "primary": true, "display": "A"], ["value": "a@b", "type": "home"],
            ]
        )
    }

    @Test(
        arguments: [
            (["userName": 5], "invalidValue"), (["userName": ""], "invalidValue"), (["userName": nil], "invalidValue"),
            (["active": "true"], "invalidValue"), (["active": "False"], "invalidValue"),
            (["active": 1], "invalidValue"),
            (["name": "Mia"], "invalidValue"), (["name": []], "invalidValue"),
            (["emails": ["value": "a@b"]], "invalidValue"),
            (["emails": ["a@b"]], "invalidValue"), (["emails": [["value": 5]]], "invalidValue"),
            (["title": ["a"]], "invalidValue"),
            (["x509Certificates": [["value": "not base64!"]]], "invalidValue"),
            (["x509Certificates": [["value": "MII"]]], "invalidValue"),
            (["userName": "a", "USERNAME": "b"], "invalidSyntax"),
            (["name": ["givenName": "a", "GivenName": "b"]], "invalidSyntax"), ([enterprise: "x"], "invalidValue"),
            (["emails": [["value": "a", "primary": true], ["value": "b", "primary": true]]], "invalidValue"),
            (["schemas": []], "invalidValue"), (["schemas": nil], "invalidValue"), (["schemas": "x"], "invalidValue"),
            (["schemas": [5]], "invalidValue"), (["schemas": [.string(enterprise)]], "invalidValue"),
            (["schemas": [.string(coreUser), .string(coreUser)]], "invalidValue"),
            (["schemas": [.string(coreUser), "urn:x"]], "invalidValue"),
            (["title": .string(String(repeating: "x", count: 8193))], "invalidValue"),
            (["userName": .string(String(repeating: "x", count: 1025))], "invalidValue"),
        ] as [(JSONObject, String)]
    )
    func `refuses`(_ members: JSONObject, _ scimType: String) {
        #expect(result(user(members)) == scimType)
    }

    @Test func `refuses a body that is no object`() {
        #expect(result([1]) == "invalidSyntax")
        #expect(result(nil) == "invalidSyntax")
    }

    @Test func `accepts an extension that schemas does not name`() throws {
        #expect(try content(user([enterprise: ["division": "D"]])).attributes[enterprise] == ["division": "D"])
    }

    @Test func `takes what Entra ID sends for a group and a user`() throws {
        let reader = ResourceReader(.group, profile: .entra)
        let group: JSON = [
            "schemas": [
                .string(coreGroup), "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
            ],
            "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159", "displayName": "Rail operators",
            "meta": ["resourceType": "Group"],
        ]
        #expect(
            try reader.content(creating: group).attributes == [
                "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159", "displayName": "Rail operators",
            ]
        )
        #expect(throws: ProvisioningError.self) {
            try ResourceReader(.group, profile: .strict).content(creating: group)
        }
        #expect(try content(user(["active": "False"]), profile: .entra).attributes["active"] == false)
    }

    @Test func `clears on replacing what is left out, but for the password`() throws {
        let reader = ResourceReader(.user, profile: .strict)
        let replaced = try reader.content(replacing: content(mia), by: user(["userName": "mia", "id": "other"]))
        #expect(replaced == ResourceContent(attributes: ["userName": "mia"]))
        #expect(replaced.password == .unchanged)
    }

    @Test func `refuses to change what can be set only once`() throws {
        let badge = ResourceSchema(
            id: "urn:example:Badge",
            name: "Badge",
            description: "A badge",
            attributes: [
                SchemaAttribute("serial", description: "A number", mutability: .immutable),
                SchemaAttribute(
                    "owner",
                    .complex,
                    description: "An owner",
                    subAttributes: [SchemaAttribute("value", description: "An id", mutability: .immutable)]
                ),
            ]
        )
        let type = ResourceType(name: "Badge", endpoint: "/Badges", description: "Badges", schema: badge)
        let reader = ResourceReader(type, profile: .strict)
        func body(_ members: JSONObject) -> JSON {
            var object = members
            object["schemas"] = ["urn:example:Badge"]
            return .object(object)
        }
        let old = try reader.content(creating: body(["serial": "1"]))
        func result(_ new: JSONObject) -> String {
            refusal { () throws(ProvisioningError) in try reader.content(replacing: old, by: body(new)) }
        }
        #expect(result(["serial": "2"]) == "mutability")
        #expect(result([:]) == "mutability")
        #expect(try reader.content(replacing: old, by: body(["serial": "1", "owner": "o"])).attributes["owner"] != nil)
        let owned = try reader.content(creating: body(["owner": ["value": "o"]]))
        #expect(
            refusal { () throws(ProvisioningError) in
                try reader.content(replacing: owned, by: body(["owner": ["value": "p"]]))
            } == "mutability"
        )
        #expect(
            refusal { () throws(ProvisioningError) in
                try PatchRequest([.init(.replace, .attribute(AttributePath("serial")), "2")])
                    .apply(to: old, of: type, profile: .strict)
            } == "mutability"
        )
        #expect(
            try PatchRequest([.init(.add, .attribute(AttributePath("serial")), "1")])
                .apply(to: old, of: type, profile: .strict).isChanged == false
        )
    }

    @Test func `knows the columns that users and groups are found by`() throws {
        let keys = UserKeys(try content(mia))
        #expect(keys.userName == "Mia.Keller@Example.com")
        #expect(keys.userNameKey == "mia.keller@example.com")
        #expect(keys.externalID == "00u-17")
        #expect(keys.displayNameKey == "mia keller")
        #expect(keys.familyNameKey == "keller")
        #expect(keys.isActive)
        #expect(keys.emails.map(\.value) == ["mia@example.com", "mia@home.example"])
        #expect(keys.emails.map(\.type) == ["work", "home"])
        #expect(keys.emails.map(\.isPrimary) == [true, false])
        let group = GroupKeys(ResourceContent(attributes: ["displayName": "ÄB", "externalId": "X"]))
        #expect(group == GroupKeys(ResourceContent(attributes: ["displayName": "ÄB", "externalId": "X"])))
        #expect(group.displayNameKey == "äb")
        #expect(group.externalID == "X")
    }

    @Test func `shows a resource with its schemas and meta`() throws {
        let document = try document(mia)
        #expect(document["schemas"] == [.string(coreUser), .string(enterprise)])
        #expect(document["id"] == .string(someID))
        #expect(document["groups"] == nil)
        #expect(document["meta"]?["version"] == "W/\"7\"")
        #expect(document["meta"]?["resourceType"] == "User")
        #expect(document.keys.first == "schemas")
        #expect(document.keys.last == "meta")
        #expect(try self.document(user([:]))["schemas"] == [.string(coreUser)])
    }

    private func document(_ body: JSON) throws -> JSONObject {
        try ProvisioningTests.document(body)
    }
}
