import Access
import JSON
import RandomData
import Tenancy
import Testing

@Suite("Sets of permissions")
struct PermissionSetTests {
    @Test(arguments: 0..<20) func `agree with a set of the standard library`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let every = Resource.allCases.flatMap { resource in Action.allCases.map { Permission(resource, $0) } }
        func some() -> [Permission] { (0..<200).compactMap { _ in every.randomElement(using: &random) } }
        let (first, second) = (some(), some())
        let (one, two) = (PermissionSet(first), PermissionSet(second))
        let (modelOne, modelTwo) = (Set(first), Set(second))
        #expect(one.count == modelOne.count)
        #expect(Set(one.union(two).permissions) == modelOne.union(modelTwo))
        #expect(Set(one.intersection(two).permissions) == modelOne.intersection(modelTwo))
        #expect(Set(one.subtracting(two).permissions) == modelOne.subtracting(modelTwo))
        #expect(one.intersection(two).isSubset(of: one))
        #expect(one.isSubset(of: two) == modelOne.isSubset(of: modelTwo))
        #expect(one != two)
        #expect(PermissionSet(first.reversed()) == one)
        #expect(PermissionSet(first.reversed()).hashValue == one.hashValue)
        for permission in every { #expect(one.contains(permission) == modelOne.contains(permission)) }
        var fewer = one
        for permission in first { fewer.remove(permission) }
        #expect(fewer.isEmpty)
    }

    @Test func `take no more room than a bit for each pair`() {
        #expect(MemoryLayout<PermissionSet>.size == 38 * 4)
    }

    @Test func `of what roles can hold are those of the contract's resources`() {
        #expect(PermissionSet.grantable.count == 146)
        #expect(PermissionSet.namespaced.isSubset(of: .grantable))
        #expect(!PermissionSet.namespaced.contains(Permission(.user, .view)))
        #expect(PermissionSet.namespaced.contains(Permission(.secret, .update)))
    }
}

@Suite("The contract's map of permissions")
struct PermissionMapTests {
    @Test func `is written in a fixed order without empty resources`() {
        let set: PermissionSet = [
            Permission(.role, .list), Permission(.flow, .execute), Permission(.flow, .view),
        ]
        #expect(set.json.text == #"{"FLOW":["VIEW","EXECUTE"],"ROLE":["LIST"]}"#)
    }

    @Test func `reads back`() throws {
        #expect(try PermissionSet(json: PermissionSet.grantable.json) == .grantable)
        #expect(try PermissionSet(json: ["FLOW": [], "SECRET": nil, "TENANT": []]).isEmpty)
    }

    @Test func `takes the action READ of version 1 for all kinds of reading`() throws {
        let set = try PermissionSet(json: [
            "FLOW": ["READ"], "EXECUTION": ["READ", "UPDATE"], "TENANT_SETTINGS": ["READ"],
        ])
        #expect(
            set.json.text
                == #"{"FLOW":["VIEW","LIST","EXPORT"],"EXECUTION":["VIEW","LIST","UPDATE","FOLLOW","ACCESS_LOGS","#
                + #""ACCESS_OUTPUTS","ACCESS_FILES","EXPORT"],"TENANT_SETTINGS":["VIEW"]}"#
        )
    }

    @Test(
        arguments: [
            ([], "permissions", "expected a map of resources to lists of actions, found an array"),
            (["FLWO": []], "permissions.FLWO", "is not a known resource; did you mean `FLOW`?"),
            (["flow": ["VIEW"]], "permissions.flow", "is not a known resource; did you mean `FLOW`?"),
            (["WHATEVER": ["VIEW"]], "permissions.WHATEVER", "is not a known resource"),
            (["FLOW": "VIEW"], "permissions.FLOW", "expected a list of actions, found a string"),
            (["FLOW": ["VIEW", 1]], "permissions.FLOW[1]", "expected the name of an action, found a number"),
            (
                ["FLOW": ["EXEUTE"]], "permissions.FLOW[0]",
                "is not an action of `FLOW`; did you mean `EXECUTE`?"
            ),
            (["COPILOT": ["CREATE"]], "permissions.COPILOT[0]", "expected one of `USE`"),
            (
                ["TENANT_ACCESS": ["VIEW"]], "permissions.TENANT_ACCESS",
                "cannot be given by a role; what concerns it is given through `USER`"
            ),
            (["TENANT": ["VIEW"]], "permissions.TENANT", "cannot be given by a role"),
            (["UNKNOWN": ["UNKNOWN"]], "permissions.UNKNOWN", "cannot be given by a role"),
            (["FLOW": ["UNKNOWN"]], "permissions.FLOW[0]", nil),
        ] as [(JSON, String, String?)]
    )
    func `refuses what a role cannot hold`(_ json: JSON, _ field: String, _ message: String?) {
        let errors = #expect(throws: FieldErrors.self) { try PermissionSet(json: json) }
        #expect(errors?.errors.map(\.field) == [field])
        if let message { #expect(errors?.errors.map(\.message) == [message]) }
    }

    @Test func `reports everything that is wrong with it`() {
        let errors = #expect(throws: FieldErrors.self) {
            try PermissionSet(json: ["A": [], "FLOW": ["X", "VIEW", "Y"], "B": []])
        }
        #expect(
            errors?.errors.map(\.field) == [
                "permissions.A", "permissions.FLOW[0]", "permissions.FLOW[2]", "permissions.B",
            ]
        )
    }
}
