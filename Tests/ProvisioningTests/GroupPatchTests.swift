import JSON
import Provisioning
import RandomData
import Testing

@Suite("Planning patches of groups")
struct GroupPatchTests {
    private func plan(_ operations: JSON..., profile: IntegrationProfile = .strict) throws -> GroupPatch? {
        try GroupPatch.plan(try request(operations), profile: profile)
    }

    private func request(_ operations: [JSON]) throws(ProvisioningError) -> PatchRequest {
        try PatchRequest([
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations),
        ])
    }

    private func refused(_ operation: JSON, profile: IntegrationProfile = .strict) -> String {
        refusal { () throws(ProvisioningError) in try GroupPatch.plan(try request([operation]), profile: profile) }
    }

    @Test func `plans additions`() throws {
        for operation: JSON in [
            [
                "op": "add", "path": "members",
                "value": [["value": "a"], ["value": "b", "type": "User", "display": "B"]],
            ],
            ["op": "Add", "path": "\(coreGroup):Members", "value": [["value": "a", "$ref": nil], ["value": "b"]]],
            ["op": "add", "value": ["members": [["value": "a"], ["value": "b"], ["value": "a"]]]],
            ["op": "add", "path": "members", "value": [["$ref": "https://x.example/Users/a"], ["value": "b"]]],
        ] {
            let plan = try #require(try plan(operation))
            #expect(plan.added == ["a", "b"])
            #expect(plan.removed.isEmpty && !plan.clearsMembers)
        }
        #expect(try plan(["op": "add", "path": "members", "value": ["value": "a"]])?.added == ["a"])
    }

    @Test func `plans removals`() throws {
        #expect(try plan(["op": "remove", "path": #"members[value eq "a"]"#])?.removed == ["a"])
        #expect(try plan(["op": "remove", "path": #"members[value eq "a" or value eq "b"]"#])?.removed == ["a", "b"])
        #expect(try plan(["op": "remove", "path": "members"])?.clearsMembers == true)
        #expect(try plan(["op": "Remove", "path": "members", "value": []], profile: .entra)?.clearsMembers == true)
        let listed: JSON = ["op": "Remove", "path": "members", "value": [["value": "a"], ["value": "b"]]]
        let plan = try #require(try plan(listed, profile: .entra))
        #expect(plan.removed == ["a", "b"])
        #expect(!plan.clearsMembers)
        #expect(refused(listed) == "invalidValue")
    }

    @Test func `plans replacements`() throws {
        let plan = try #require(
            try plan(
                ["op": "add", "path": "members", "value": [["value": "z"]]],
                ["op": "replace", "path": "members", "value": [["value": "a"], ["value": "b"]]],
                ["op": "remove", "path": #"members[value eq "b"]"#],
                ["op": "add", "path": "members", "value": [["value": "c"]]]
            )
        )
        #expect(plan.clearsMembers)
        #expect(plan.added == ["a", "c"])
        #expect(plan.removed.isEmpty)
        #expect(try self.plan(["op": "replace", "path": "members", "value": []])?.clearsMembers == true)
    }

    @Test func `plans names and identifiers`() throws {
        let plan = try #require(
            try plan(
                ["op": "replace", "value": ["id": "g", "displayName": "New"]],
                ["op": "Replace", "path": "externalId", "value": "e"]
            )
        )
        #expect(plan.displayName == .set("New"))
        #expect(plan.externalID == .set("e"))
        #expect(try self.plan(["op": "remove", "path": "externalId"])?.externalID == .unassigned)
        #expect(
            try self.plan(["op": "replace", "value": ["schemas": [.string(coreGroup)], "color": "red"]])?.isEmpty
                == true
        )
    }

    @Test func `lets the last of several operations on a member win`() throws {
        let add: JSON = ["op": "add", "path": "members", "value": [["value": "a"]]]
        let remove: JSON = ["op": "remove", "path": #"members[value eq "a"]"#]
        #expect(try plan(add, remove)?.added == [])
        #expect(try plan(add, remove)?.removed == ["a"])
        #expect(try plan(remove, add)?.added == ["a"])
        #expect(try plan(remove, add)?.removed == [])
    }

    @Test(
        arguments: [
            ["op": "remove", "path": #"members[type eq "User"]"#], ["op": "remove", "path": #"members[value sw "a"]"#],
            ["op": "remove", "path": #"members[not (value eq "a")]"#], ["op": "remove", "path": "members.type"],
            ["op": "replace", "path": #"members[value eq "a"].type"#, "value": "User"],
            ["op": "add", "path": #"members[value eq "a"]"#, "value": ["value": "b"]],
        ] as [JSON]
    )
    func `asks for the members where they decide`(_ operation: JSON) throws {
        #expect(try plan(operation) == nil)
    }

    @Test(
        arguments: [
            (["op": "remove", "path": "displayName"], "mutability"),
            (["op": "replace", "path": "displayName", "value": ""], "invalidValue"),
            (["op": "replace", "path": "displayName", "value": nil], "invalidValue"),
            (["op": "replace", "path": "displayName", "value": 5], "invalidValue"),
            (["op": "replace", "path": "id", "value": "x"], "mutability"),
            (["op": "add", "path": "color", "value": 1], "invalidPath"),
            (["op": "add", "path": "members", "value": [["type": "User"]]], "invalidValue"),
            (["op": "add", "path": "members", "value": ["a"]], "invalidValue"),
            (["op": "add", "path": "members", "value": [["value": "a", "type": "Group"]]], "invalidValue"),
            (["op": "add", "path": "members", "value": [["value": ""]]], "invalidValue"),
            (["op": "remove", "path": #"members[color eq "a"]"#], "invalidFilter"),
            (["op": "add", "value": []], "invalidValue"),
        ] as [(JSON, String)]
    )
    func `refuses`(_ operation: JSON, _ scimType: String) {
        #expect(refused(operation) == scimType)
    }

    @Test func `takes work proportional to the members that are named`() throws {
        let many = (0..<20_000).map { JSON.object(["value": .string("m\($0)")]) }
        let plan = try #require(
            try plan(
                ["op": "add", "path": "members", "value": .array(many)],
                ["op": "Remove", "path": "members", "value": .array(Array(many.dropFirst()))],
                profile: .entra
            )
        )
        #expect(plan.added == ["m0"])
        #expect(plan.removed.count == 19_999)
    }

    @Test func `means what applying the request to the whole list means`() throws {
        var random = SeededGenerator(seed: 11)
        let ids = ["a", "b", "c", "d"]
        func member(_ random: inout SeededGenerator) -> String { ids.randomElement(using: &random) ?? "a" }
        func list(_ random: inout SeededGenerator) -> JSON {
            .array((0..<Int.random(in: 1...3, using: &random)).map { _ in ["value": .string(member(&random))] })
        }
        for _ in 0..<3000 {
            let operations = (0..<Int.random(in: 1...4, using: &random)).map { _ -> JSON in
                switch Int.random(in: 0..<7, using: &random) {
                case 0, 1: ["op": "add", "path": "members", "value": list(&random)]
                case 2: ["op": "remove", "path": "members[value eq \"\(member(&random))\"]"]
                case 3: ["op": "remove", "path": "members", "value": list(&random)]
                case 4: ["op": "replace", "path": "members", "value": list(&random)]
                case 5:
                    ["op": "replace", "value": ["displayName": .string(member(&random)), "members": list(&random)]]
                default: ["op": "remove", "path": "members"]
                }
            }
            let request = try request(operations)
            let old = ids.filter { _ in Bool.random(using: &random) }
            let content = ResourceContent(
                attributes: ["displayName": "G", "members": .array(old.map { ["value": .string($0)] })]
            )
            let whole = try request.apply(to: content, of: .group, profile: .entra).content
            let plan = try #require(try GroupPatch.plan(request, profile: .entra))
            let after = Set(plan.clearsMembers ? [] : old).subtracting(plan.removed).union(plan.added)
            #expect(try after == Set(GroupMember.ids(in: whole)), "\(operations)")
            let name: GroupPatch.Change = whole.attributes["displayName"]?.string.map { .set($0) } ?? .unassigned
            #expect(plan.displayName == .unchanged || plan.displayName == name)
        }
    }
}
