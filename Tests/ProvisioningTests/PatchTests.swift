import JSON
import Provisioning
import RandomData
import Testing

@Suite("Patching resources")
struct PatchTests {
    /// The attributes that remain when operations are applied to a user.
    private func apply(
        _ operations: JSON...,
        to members: JSONObject = [:],
        profile: IntegrationProfile = .strict
    ) throws -> JSONObject {
        let request = try PatchRequest(envelope(operations))
        return try request.apply(to: content(user(members)), of: .user, profile: profile).content.attributes
    }

    private func refused(
        _ operations: JSON...,
        to members: JSONObject = [:],
        profile: IntegrationProfile = .strict
    ) throws -> String {
        let old = try content(user(members))
        return refusal { () throws(ProvisioningError) in
            try PatchRequest(envelope(operations)).apply(to: old, of: .user, profile: profile)
        }
    }

    private func envelope(_ operations: [JSON]) -> JSON {
        ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations)]
    }

    private let two: JSON = [["value": "w@x", "type": "work", "primary": true], ["value": "h@x", "type": "home"]]

    // MARK: Reading the request

    @Test func `reads operations in any case`() throws {
        let request = try PatchRequest([
            "SCHEMAS": ["urn:ietf:params:scim:api:messages:2.0:PATCHOP"],
            "operations": [["OP": "Add", "Path": "title", "VALUE": "x"], ["op": "REMOVE", "path": "title"]],
        ])
        #expect(
            request.operations == [
                .init(.add, .attribute(AttributePath("title")), "x"),
                .init(.remove, .attribute(AttributePath("title"))),
            ]
        )
    }

    @Test func `refuses what is no PatchOp`() {
        func result(_ body: JSON) -> String {
            refusal { () throws(ProvisioningError) in try PatchRequest(body) }
        }
        func one(_ operation: JSON) -> String { result(envelope([operation])) }
        #expect(result([]) == "invalidSyntax")
        #expect(result(["Operations": [["op": "add", "value": [:]]]]) == "invalidSyntax")
        #expect(result(envelope([])) == "invalidSyntax")
        #expect(result(["schemas": ["urn:x"], "Operations": [["op": "remove", "path": "a"]]]) == "invalidSyntax")
        #expect(result(envelope(Array(repeating: ["op": "remove", "path": "a"], count: 1001))) == "invalidSyntax")
        #expect(one("add") == "invalidSyntax")
        #expect(one(["op": "move", "path": "a"]) == "invalidSyntax")
        #expect(one(["path": "a", "value": 1]) == "invalidSyntax")
        #expect(one(["op": 1]) == "invalidSyntax")
        #expect(one(["op": "add", "OP": "remove", "path": "a"]) == "invalidSyntax")
        #expect(one(["op": "remove"]) == "noTarget")
        #expect(one(["op": "add", "path": "a"]) == "invalidValue")
        #expect(one(["op": "replace"]) == "invalidValue")
        #expect(one(["op": "add", "path": "a b", "value": 1]) == "invalidPath")
        #expect(one(["op": "add", "path": 1, "value": 1]) == "invalidPath")
    }

    // MARK: Add

    @Test func `adds attributes, sub-attributes and extensions`() throws {
        #expect(try apply(["op": "add", "path": "title", "value": "T"])["title"] == "T")
        #expect(try apply(["op": "add", "path": "NAME.givenname", "value": "M"])["name"] == ["givenName": "M"])
        #expect(
            try apply(["op": "add", "path": "name", "value": ["givenName": "M"]], to: ["name": ["familyName": "K"]])[
                "name"
            ]
                == ["familyName": "K", "givenName": "M"]
        )
        for path in ["\(enterprise):department", "\(enterprise.uppercased()):DEPARTMENT"] {
            #expect(try apply(["op": "add", "path": .string(path), "value": "D"])[enterprise] == ["department": "D"])
        }
        #expect(
            try apply(
                ["op": "add", "path": .string(enterprise), "value": ["division": "V"]],
                to: [enterprise: ["department": "D"]]
            )[enterprise] == ["department": "D", "division": "V"]
        )
        #expect(try apply(["op": "add", "path": "\(coreUser):title", "value": "T"])["title"] == "T")
    }

    @Test func `adds without a path`() throws {
        let attributes = try apply(
            [
                "op": "add",
                "value": [
                    "title": "T", "emails": [["value": "n@x", "type": "other"]], enterprise: ["division": "V"],
                    "id": "z",
                    "shoeSize": 3, coreUser: ["nickName": "N"],
                ],
            ],
            to: ["emails": two]
        )
        #expect(attributes["title"] == "T")
        #expect(attributes["nickName"] == "N")
        #expect(attributes["emails"]?.array?.count == 3)
        #expect(attributes[enterprise] == ["division": "V"])
        #expect(attributes["id"] == nil && attributes["shoeSize"] == nil)
    }

    @Test func `adds to a list what it has not yet`() throws {
        let added = try apply(
            ["op": "add", "path": "emails", "value": [["value": "W@X", "type": "work"], ["value": "n@x"]]],
            to: ["emails": two]
        )
        #expect(added["emails"]?.array?.compactMap { $0["value"]?.string } == ["W@X", "h@x", "n@x"])
        #expect(try apply(["op": "add", "path": "emails", "value": ["value": "n@x"]])["emails"] == [["value": "n@x"]])
    }

    @Test func `adds to the elements that fit a filter`() throws {
        let added = try apply(
            ["op": "add", "path": #"emails[type eq "home"].display"#, "value": "Home"],
            ["op": "add", "path": #"emails[value sw "w"]"#, "value": ["display": "Work"]],
            to: ["emails": two]
        )
        #expect(added["emails"]?.array?.map { $0["display"] } == ["Work", "Home"])
        #expect(added["emails"]?[0]?["value"] == "w@x")
    }

    @Test func `moves the preference to what is made the preferred element`() throws {
        let operations: [JSON] = [
            ["op": "add", "path": "emails", "value": [["value": "n@x", "primary": true]]],
            ["op": "replace", "path": #"emails[type eq "home"].primary"#, "value": true],
            ["op": "add", "path": #"emails[type eq "home"]"#, "value": ["primary": true]],
            ["op": "replace", "path": #"emails[type eq "home"]"#, "value": ["value": "new@x", "primary": true]],
        ]
        for operation in operations {
            let emails = try apply(operation, to: ["emails": two])["emails"]?.array ?? []
            #expect(emails.count { $0["primary"] == true } == 1, "\(operation)")
            #expect(emails.first?["primary"] == false, "\(operation)")
        }
        #expect(
            try refused(["op": "replace", "path": "emails.primary", "value": true], to: ["emails": two])
                == "invalidValue"
        )
        let pair: JSON = [["value": "a", "primary": true], ["value": "b", "primary": true]]
        #expect(try refused(["op": "add", "path": "emails", "value": pair]) == "invalidValue")
    }

    // MARK: Remove

    @Test func `removes attributes, values and sub-attributes`() throws {
        let all: JSONObject = [
            "title": "T", "name": ["givenName": "M", "familyName": "K"], "emails": two, enterprise: ["department": "D"],
        ]
        #expect(try apply(["op": "remove", "path": "title"], to: all)["title"] == nil)
        #expect(try apply(["op": "remove", "path": "title"])["title"] == nil)
        #expect(try apply(["op": "remove", "path": "name.givenName"], to: all)["name"] == ["familyName": "K"])
        #expect(try apply(["op": "remove", "path": "name"], to: all)["name"] == nil)
        #expect(try apply(["op": "remove", "path": "emails"], to: all)["emails"] == nil)
        #expect(try apply(["op": "remove", "path": "emails.type"], to: all)["emails"]?[1] == ["value": "h@x"])
        #expect(
            try apply(["op": "remove", "path": #"emails[type eq "work"]"#], to: all)["emails"] == [
                ["value": "h@x", "type": "home"]
            ]
        )
        #expect(try apply(["op": "remove", "path": #"emails[value ew "@x"]"#], to: all)["emails"] == nil)
        #expect(try apply(["op": "remove", "path": #"emails[type eq "fax"]"#], to: all)["emails"] == two)
        #expect(
            try apply(["op": "remove", "path": #"emails[type eq "work"].primary"#], to: all)["emails"]?[0]
                == ["value": "w@x", "type": "work"]
        )
        #expect(try apply(["op": "remove", "path": .string(enterprise)], to: all)[enterprise] == nil)
        #expect(try apply(["op": "remove", "path": "\(enterprise):department"], to: all)[enterprise] == nil)
    }

    @Test func `drops an element of which nothing is left`() throws {
        let removed = try apply(["op": "remove", "path": "emails.value"], to: ["emails": [["value": "a"]]])
        #expect(removed["emails"] == nil)
    }

    // MARK: Replace

    @Test func `replaces attributes, lists and what fits a filter`() throws {
        let all: JSONObject = ["title": "T", "name": ["givenName": "M", "familyName": "K"], "emails": two]
        #expect(try apply(["op": "replace", "path": "title", "value": "U"], to: all)["title"] == "U")
        #expect(try apply(["op": "replace", "path": "nickName", "value": "N"], to: all)["nickName"] == "N")
        #expect(try apply(["op": "replace", "path": "title", "value": nil], to: all)["title"] == nil)
        #expect(
            try apply(["op": "replace", "path": "name", "value": ["givenName": "A"]], to: all)["name"]
                == ["givenName": "A", "familyName": "K"]
        )
        #expect(
            try apply(["op": "replace", "path": "name", "value": ["givenName": nil]], to: all)["name"] == [
                "familyName": "K"
            ]
        )
        #expect(
            try apply(["op": "replace", "path": "emails", "value": [["value": "n@x"]]], to: all)["emails"] == [
                ["value": "n@x"]
            ]
        )
        #expect(try apply(["op": "replace", "path": "emails", "value": []], to: all)["emails"] == nil)
        #expect(
            try apply(["op": "replace", "path": #"emails[type eq "work"].value"#, "value": "n@x"], to: all)["emails"]?[
                0
            ]
                == ["value": "n@x", "type": "work", "primary": true]
        )
        #expect(
            try apply(["op": "replace", "path": #"emails[type eq "work"]"#, "value": ["value": "n@x"]], to: all)[
                "emails"
            ]
                == [["value": "n@x"], ["value": "h@x", "type": "home"]]
        )
        #expect(
            try apply(["op": "replace", "path": "emails.display", "value": "D"], to: all)["emails"]?.array?
                .map { $0["display"] } == ["D", "D"]
        )
        let whole = try apply(["op": "replace", "value": ["active": false, "name": ["middleName": "B"]]], to: all)
        #expect(whole["active"] == false)
        #expect(whole["name"] == ["givenName": "M", "familyName": "K", "middleName": "B"])
    }

    // MARK: Refusals

    @Test(
        arguments: [
            (["op": "add", "path": "shoeSize", "value": 1], "invalidPath"),
            (["op": "replace", "path": "name.nick", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "urn:x:title", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "department", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "title[value eq 1]", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "name[givenName pr]", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "emails[type eq \"work\"].size", "value": "x"], "invalidPath"),
            (["op": "replace", "path": "emails[size eq 1].value", "value": "x"], "invalidFilter"),
            (["op": "replace", "path": "emails[type eq \"fax\"].value", "value": "x"], "noTarget"),
            (["op": "add", "path": "emails[type eq \"fax\"].value", "value": "x"], "noTarget"),
            (["op": "add", "path": "emails[type eq \"fax\"]", "value": ["value": "x"]], "noTarget"),
            (["op": "replace", "path": "emails[value co \"fax\"]", "value": ["value": "x"]], "noTarget"),
            (["op": "add", "path": "id", "value": "x"], "mutability"),
            (["op": "replace", "path": "meta.created", "value": "x"], "mutability"),
            (["op": "remove", "path": "groups"], "mutability"),
            (["op": "remove", "path": "groups[value eq \"x\"]"], "mutability"),
            (["op": "add", "path": "groups", "value": [["value": "x"]]], "mutability"),
            (["op": "replace", "path": "schemas", "value": []], "mutability"),
            (["op": "replace", "path": .string("\(enterprise):manager.displayName"), "value": "x"], "mutability"),
            (["op": "remove", "path": "userName"], "mutability"),
            (["op": "replace", "path": "userName", "value": ""], "invalidValue"),
            (["op": "replace", "path": "userName", "value": nil], "invalidValue"),
            (["op": "replace", "path": "userName", "value": 5], "invalidValue"),
            (["op": "replace", "path": "active", "value": "False"], "invalidValue"),
            (["op": "replace", "path": "name", "value": 5], "invalidValue"),
            (["op": "add", "path": "emails", "value": "a@b"], "invalidValue"),
            (["op": "add", "value": "a@b"], "invalidValue"),
            (["op": "replace", "value": ["title"]], "invalidValue"),
            (["op": "replace", "value": ["title": 5]], "invalidValue"),
            (["op": "replace", "value": ["title": "a", "TITLE": "b"]], "invalidSyntax"),
            (["op": "replace", "value": ["name.givenName": "x"]], "invalidPath"),
            (["op": "replace", "value": ["emails[type eq \"work\"].value": "x"]], "invalidPath"),
            (["op": "remove", "path": "emails", "value": [["value": "w@x"]]], "invalidValue"),
            (["op": "add", "path": .string(enterprise), "value": "x"], "invalidValue"),
        ] as [(JSON, String)]
    )
    func `refuses`(_ operation: JSON, _ scimType: String) throws {
        #expect(try refused(operation, to: ["emails": two]) == scimType)
    }

    // MARK: The request as a whole

    @Test func `knows when nothing has changed`() throws {
        let old = try content(user(["title": "T", "emails": two, "name": ["givenName": "M"]]))
        func isChanged(_ operations: JSON...) throws -> Bool {
            try PatchRequest(envelope(operations)).apply(to: old, of: .user, profile: .strict).isChanged
        }
        #expect(try !isChanged(["op": "replace", "path": "title", "value": "T"]))
        #expect(try !isChanged(["op": "add", "path": "emails", "value": two]))
        #expect(try !isChanged(["op": "add", "path": "emails", "value": [["type": "home", "value": "h@x"]]]))
        #expect(try !isChanged(["op": "add", "value": ["name": ["givenName": "M"]]]))
        #expect(try !isChanged(["op": "remove", "path": "nickName"]))
        #expect(try !isChanged(["op": "add", "path": "title", "value": nil]))
        #expect(
            try !isChanged(["op": "remove", "path": "title"], ["op": "add", "path": "title", "value": "T"])
        )
        #expect(try isChanged(["op": "replace", "path": "title", "value": "t"]))
        #expect(try isChanged(["op": "replace", "path": "password", "value": "new"]))
    }

    @Test func `applies operations one after the other, all or none`() throws {
        let changed = try apply(
            ["op": "add", "path": "emails", "value": [["value": "n@x", "type": "other"]]],
            ["op": "replace", "path": #"emails[type eq "other"].value"#, "value": "m@x"],
            ["op": "remove", "path": #"emails[type ne "other"]"#],
            to: ["emails": two]
        )
        #expect(changed["emails"] == [["value": "m@x", "type": "other"]])
        #expect(
            try refused(["op": "replace", "path": "title", "value": "T"], ["op": "replace", "path": "x", "value": 1])
                == "invalidPath"
        )
    }

    @Test func `sets and takes away a password`() throws {
        let old = try content(user([:]))
        func password(_ operations: JSON...) throws -> ResourceContent.PasswordChange {
            try PatchRequest(envelope(operations)).apply(to: old, of: .user, profile: .strict).content.password
        }
        #expect(try password(["op": "replace", "value": ["password": "p"]]) == .replaced("p"))
        #expect(try password(["op": "remove", "path": "password"]) == .removed)
        #expect(
            try password(["op": "remove", "path": "password"], ["op": "add", "path": "password", "value": "q"])
                == .replaced("q")
        )
    }

    // MARK: What clients really send

    @Test func `applies what Entra ID sends`() throws {
        let old: JSONObject = [
            "active": true, "name": ["givenName": "Ann"],
            "emails": [["value": "ann@old.example", "type": "work", "primary": true]],
        ]
        let attributes = try apply(
            ["op": "Replace", "path": "active", "value": "False"],
            ["op": "Add", "path": "emails[type eq \"work\"].value", "value": "ann@new.example"],
            ["op": "Add", "path": "phoneNumbers[type eq \"fax\"].value", "value": "+41 1"],
            ["op": "Replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+41 2"],
            ["op": "Add", "path": "roles[primary eq \"True\"].value", "value": "Operator"],
            ["op": "Add", "path": .string("\(enterprise):manager"), "value": "m-1"],
            ["op": "Add", "path": "addresses[type eq \"work\"].locality", "value": "Bern"],
            [
                "op": "replace",
                "value": [
                    "name.familyName": "Frei", "\(enterprise):employeeNumber": "77", "displayName": "Ann Frei",
                    "emails[type eq \"home\"].value": "ann@home.example",
                ],
            ],
            to: old,
            profile: .entra
        )
        #expect(
            attributes == [
                "userName": "a", "active": false, "name": ["givenName": "Ann", "familyName": "Frei"],
                "displayName": "Ann Frei",
                "emails": [
                    ["value": "ann@new.example", "type": "work", "primary": true],
                    ["value": "ann@home.example", "type": "home"],
                ],
                "phoneNumbers": [["type": "fax", "value": "+41 1"], ["type": "mobile", "value": "+41 2"]],
                "roles": [["primary": true, "value": "Operator"]],
                "addresses": [["type": "work", "locality": "Bern"]],
                enterprise: ["manager": ["value": "m-1"], "employeeNumber": "77"],
            ]
        )
        let replaced = try apply(
            ["op": "Replace", "path": .string("\(enterprise):manager"), "value": ["value": "m-2", "$ref": nil]],
            to: [enterprise: ["manager": ["value": "m-1"]]],
            profile: .entra
        )
        #expect(replaced[enterprise]?["manager"] == ["value": "m-2"])
        let bare = try apply(
            ["op": "Replace", "path": .string("\(enterprise):manager"), "value": "m-2"],
            to: [enterprise: ["manager": ["value": "m-1", "$ref": "../Users/m-1"]]]
        )
        #expect(bare[enterprise]?["manager"] == ["value": "m-2"])
        #expect(
            try apply(["op": "Remove", "path": .string("\(enterprise):manager")], to: replaced, profile: .entra)[
                enterprise
            ]
                == nil
        )
    }

    @Test func `makes missing elements only of filters that describe one`() throws {
        for filter in [#"type ne "fax""#, #"type eq "fax" or type eq "x""#, #"value eq "1""#, #"type sw "f""#] {
            #expect(
                try refused(["op": "add", "path": "phoneNumbers[\(filter)].display", "value": "x"], profile: .entra)
                    == "noTarget"
            )
        }
        #expect(
            try refused(["op": "add", "path": "phoneNumbers[type eq \"fax\"].value", "value": "x"], profile: .okta)
                == "noTarget"
        )
    }

    @Test func `removes listed values for the client that sends them`() throws {
        let removed = try apply(
            ["op": "Remove", "path": "emails", "value": [["value": "w@x"]]],
            to: ["emails": two],
            profile: .entra
        )
        #expect(removed["emails"] == [["value": "h@x", "type": "home"]])
    }

    @Test func `applies what Okta sends`() throws {
        let deactivated = try apply(
            ["op": "replace", "value": ["active": false]],
            to: ["active": true, "title": "T"],
            profile: .okta
        )
        #expect(deactivated["active"] == false)
        #expect(deactivated["title"] == "T")
        let synced = try PatchRequest(envelope([["op": "replace", "value": ["password": "t1meMa$heen"]]]))
            .apply(to: content(user([:])), of: .user, profile: .okta)
        #expect(synced.content.password == .replaced("t1meMa$heen"))
    }

    @Test func `never traps on damaged operations`() throws {
        var random = SeededGenerator(seed: 99)
        let old = try content(mia)
        let paths = [
            "emails", "emails.value", "emails[type eq \"work\"]", "emails[type eq \"fax\"].value", "name",
            "name.givenName",
            "userName", enterprise, "\(enterprise):manager", "active", "x509Certificates", "password", "id",
            "addresses.type",
        ]
        let values: [JSON] = [
            nil, true, 5, "x", [], [:], [["value": "w@x"]], ["value": "v", "primary": true], ["givenName": "G"],
            [nil, 1, [:]],
            ["emails": [["primary": true]]], ["manager": "m"], "True", ["a.b": 1, "name.givenName": "Z"],
        ]
        var applied = 0
        for _ in 0..<20_000 {
            let operations = (0..<Int.random(in: 1...3, using: &random)).map { _ -> JSON in
                var operation: JSONObject = [
                    "op": .string(["add", "remove", "replace"].randomElement(using: &random) ?? "")
                ]
                if Int.random(in: 0..<5, using: &random) > 0 {
                    operation["path"] = .string(paths.randomElement(using: &random) ?? "")
                }
                operation["value"] = values.randomElement(using: &random)
                return .object(operation)
            }
            let profile = IntegrationProfile.allCases.randomElement(using: &random) ?? .strict
            guard let request = try? PatchRequest(envelope(operations)),
                let outcome = try? request.apply(to: old, of: .user, profile: profile)
            else { continue }
            applied += 1
            // What comes out is in the form in which it would be read again.
            var body = outcome.content.attributes
            body["schemas"] = [.string(coreUser)]
            #expect(try content(.object(body)).attributes == outcome.content.attributes, "\(operations)")
        }
        #expect(applied > 1000)
    }
}
