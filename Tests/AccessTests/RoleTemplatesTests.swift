import Access
import Foundation
import JSON
import Tenancy
import Testing

@Suite("Declaring managed roles")
struct RoleTemplatesTests {
    @Test func `reads names, permissions and inclusions`() throws {
        let templates = try RoleTemplates([
            "A": ["name": "Anna", "description": "x", "includes": ["B"], "permissions": ["SECRET": "all"]],
            "B": ["name": "Bert", "description": "y", "listed": false, "permissions": ["FLOW": ["VIEW"]]],
            "C": ["name": "Carl", "description": "z", "permissions": "all"],
        ])
        #expect(templates.all.map(\.id) == ["A", "B", "C"])
        #expect(templates["A"]?.permissions.count == 6)
        #expect(templates["A"]?.permissions.contains(Permission(.flow, .view)) == true)
        #expect(templates["B"]?.isListed == false)
        #expect(templates["C"]?.permissions == .grantable)
        #expect(templates["D"] == nil)
        #expect(templates.json["B"] == nil)
        #expect(templates.json["A"]?["SECRET"] == ["VIEW", "LIST", "CREATE", "UPDATE", "DELETE"])
    }

    @Test(
        arguments: [
            ([], "expected a map of roles, found an array"),
            (["A": nil], "`A`: expected an object, found null"),
            (["A": ["name": "a", "description": ""]], "`A.permissions`: is required"),
            (["A": ["name": "", "description": "", "permissions": "all"]], "`A.name`: must not be empty"),
            (
                ["A": ["name": "a", "description": "", "permissions": "All"]],
                "`A.permissions`: expected `all` or a map of resources to lists of actions, found a string"
            ),
            (
                ["A": ["name": "a", "description": "", "permissions": ["FLO": "all"]]],
                "`A.permissions.FLO`: is not a known resource; did you mean `FLOW`?"
            ),
            (
                ["A": ["name": "a", "description": "", "includes": ["B"], "permissions": "all"]],
                "`A.includes`: `B` is not a role; did you mean `A`?"
            ),
            (
                ["A": ["name": "a", "description": "", "includes": ["A"], "permissions": "all"]],
                "`A.includes`: leads back to `A`"
            ),
            (
                ["A": ["name": "a", "description": "", "permissions": "all", "extra": 1]],
                "`A.extra`: is not a known field"
            ),
        ] as [(JSON, String)]
    )
    func `refuses a declaration`(_ declaration: JSON, _ message: String) {
        let errors = #expect(throws: FieldErrors.self) { try RoleTemplates(declaration) }
        #expect(errors?.description == message)
    }

    @Test func `refuses roles that include each other`() {
        let declaration: JSON = [
            "A": ["name": "a", "description": "", "includes": ["B"], "permissions": [:]],
            "B": ["name": "b", "description": "", "includes": ["A"], "permissions": [:]],
        ]
        #expect(throws: FieldErrors("A.includes", "leads back to `A`")) { try RoleTemplates(declaration) }
    }
}

@Suite("The managed roles")
struct ManagedRolesTests {
    private let templates: RoleTemplates

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Policies/access/roles.yaml"
        )
        templates = try RoleTemplates(yaml: String(contentsOf: root, encoding: .utf8))
    }

    private func role(_ id: String) throws -> PermissionSet { try #require(templates[id]).permissions }

    @Test func `are those of the contract, and the one of provisioning`() {
        #expect(templates.all.map(\.id) == ["ADMIN", "DEVELOPER", "EDITOR", "LAUNCHER", "VIEWER", "SCIM_PROVISIONER"])
        #expect(
            templates.all.map(\.name) == ["Admin", "Developer", "Editor", "Launcher", "Viewer", "SCIMProvisioner"]
        )
        #expect(templates.json.object?.keys == ["ADMIN", "DEVELOPER", "EDITOR", "LAUNCHER", "VIEWER"])
    }

    @Test func `grow from viewer to admin`() throws {
        #expect(try role("ADMIN") == .grantable)
        #expect(try role("EDITOR").isSubset(of: role("DEVELOPER")))
        #expect(try role("VIEWER").isSubset(of: role("EDITOR")))
        #expect(try role("LAUNCHER").isSubset(of: role("EDITOR")))
        #expect(try !role("DEVELOPER").isSubset(of: role("EDITOR")))
    }

    @Test func `leave users and roles to admins`() throws {
        for id in ["DEVELOPER", "EDITOR", "LAUNCHER", "VIEWER"] {
            for resource in [
                Resource.user, .group, .role, .binding, .serviceAccount, .invitation, .auditlog, .systemSettings,
            ] {
                #expect(try role(id).actions(on: resource).isEmpty, "\(id) on \(resource)")
            }
        }
    }

    @Test func `give an editor no secrets, and a developer all of them`() throws {
        for resource in [Resource.secret, .credential] {
            #expect(try role("EDITOR").actions(on: resource).isEmpty)
            #expect(try role("DEVELOPER").actions(on: resource) == Action.basic)
        }
        #expect(try role("EDITOR").actions(on: .namespace) == [.view, .list])
        #expect(try role("EDITOR").actions(on: .blueprint) == [.view, .list])
        #expect(try role("DEVELOPER").contains(Permission(.namespace, .manageFiles)))
        #expect(try role("EDITOR").contains(Permission(.copilot, .use)))
    }

    @Test func `let a launcher run flows but not write them`() throws {
        #expect(try role("LAUNCHER").actions(on: .flow) == [.view, .list, .execute])
        #expect(
            try role("LAUNCHER").actions(on: .execution) == [
                .view, .list, .restart, .replay, .follow, .changeLabels, .accessLogs, .accessOutputs, .accessFiles,
                .export,
            ]
        )
        let others = try role("LAUNCHER").permissions.filter { $0.resource != .flow && $0.resource != .execution }
        #expect(others.allSatisfy { $0.action == .view || $0.action == .list })
    }

    @Test func `let a viewer read, export and follow only`() throws {
        let reading: Set<Action> = [.view, .list, .export, .follow, .accessLogs, .accessOutputs, .accessFiles]
        #expect(try role("VIEWER").permissions.allSatisfy { reading.contains($0.action) })
        #expect(try Set(role("VIEWER").actions(on: .execution)) == reading)
    }

    @Test func `let an identity provider provision, but remove no user`() throws {
        #expect(try role("SCIM_PROVISIONER").actions(on: .user) == [.view, .list, .create, .update])
        #expect(try role("SCIM_PROVISIONER").actions(on: .group) == Action.basic)
        #expect(try role("SCIM_PROVISIONER").actions(on: .binding) == Action.basic)
        #expect(try role("SCIM_PROVISIONER").count == 14)
    }

    @Test func `refuse a text that is no YAML`() {
        #expect(throws: FieldErrors.self) { try RoleTemplates(yaml: "A: [") }
    }
}
