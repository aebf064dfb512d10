import Access
import Audit
import Crypto
import RandomData
import Tenancy
import Testing

@Suite("What bindings grant")
struct GrantsTests {
    private let flow = Permission(.flow, .view)
    private let secret = Permission(.secret, .update)
    private let user = Permission(.user, .view)

    private func name(_ text: String) throws -> Namespace.Name { try #require(Namespace.Name(text)) }

    private func bound(
        _ permissions: PermissionSet,
        on namespace: String? = nil,
        through group: UUID? = nil
    ) throws -> BoundRole {
        BoundRole(
            binding: .v4(),
            role: .v4(),
            group: group,
            permissions: permissions,
            namespace: try namespace.map(name)
        )
    }

    @Test func `is nothing without bindings`() throws {
        #expect(Grants.none.decide(flow) == .denied(flow))
        #expect(Grants.none.decide(flow, in: try name("a.b")) == .denied(flow))
        #expect(Grants.none.decideAnywhere(flow) == .denied(flow))
        #expect(Grants.none.visibleNamespaces(for: flow) == VisibleNamespaces.none)
        #expect(Grants.none.tenantPermissions.isEmpty)
    }

    @Test func `reaches the whole tenant without a namespace`() throws {
        let bound = try bound([flow, user], through: .v4())
        let grants = Grants([bound])
        let allowed = Decision.allowed(.binding(bound.binding, role: bound.role, group: bound.group))
        #expect(grants.decide(flow) == allowed)
        #expect(grants.decide(flow, in: try name("a.b.c")) == allowed)
        #expect(grants.decide(user) == allowed)
        #expect(grants.decideAnywhere(user) == allowed)
        #expect(grants.decide(secret, in: try name("a")) == .denied(secret))
        #expect(grants.visibleNamespaces(for: flow) == .all)
        #expect(grants.tenantPermissions == [flow, user])
    }

    @Test(arguments: [
        ("a.b", true), ("a.b.c", true), ("a.b.c.d", true), ("a", false), ("a.bc", false), ("a.b-c", false),
        ("a.c", false),
        ("b", false), ("x.a.b", false), ("A.b", false),
    ])
    func `reaches a namespace and all below it, never its parents`(_ namespace: String, _ allowed: Bool) throws {
        let grants = Grants([try bound([flow], on: "a.b")])
        #expect(grants.decide(flow, in: try name(namespace)).isAllowed == allowed)
        #expect(grants.visibleNamespaces(for: flow).contains(try name(namespace)) == allowed)
        #expect(grants.decide(flow) == .denied(flow))
        #expect(!grants.visibleNamespaces(for: flow).contains(nil))
    }

    @Test func `gives nothing of the tenant by a binding on a namespace`() throws {
        let grants = Grants([try bound([user, flow], on: "a")])
        #expect(grants.decide(user, in: try name("a")) == .denied(user))
        #expect(grants.decideAnywhere(user) == .denied(user))
        #expect(grants.visibleNamespaces(for: user) == VisibleNamespaces.none)
        #expect(grants.decideAnywhere(flow).isAllowed)
    }

    @Test func `gives nothing of the instance by any binding`() throws {
        let tenants = Permission(.tenant, .create)
        let grants = Grants([try bound([tenants, flow]), try bound([tenants], on: "a")])
        #expect(grants.decide(tenants) == .denied(tenants))
        #expect(grants.decide(tenants, in: try name("a")) == .denied(tenants))
    }

    @Test func `names the outermost binding that grants, and the first there`() throws {
        let roles = [
            try bound([flow], on: "a.b"), try bound([flow], on: "a"), try bound([flow, secret], on: "a"),
            try bound([secret], on: "a.b.c"),
        ]
        let grants = Grants(roles)
        #expect(
            grants.decide(flow, in: try name("a.b.c"))
                == .allowed(.binding(roles[1].binding, role: roles[1].role, group: nil))
        )
        #expect(
            grants.decide(secret, in: try name("a.b.c"))
                == .allowed(.binding(roles[2].binding, role: roles[2].role, group: nil))
        )
    }

    @Test func `takes rights that no binding gives, after those that one does`() throws {
        let bound = try bound([user])
        var grants = Grants([bound, try self.bound([flow], on: "a")])
        grants.add(.superadmin, by: .superadmin)
        let roles = Permission(.role, .update)
        #expect(grants.decide(user) == .allowed(.binding(bound.binding, role: bound.role, group: nil)))
        #expect(grants.decide(roles, in: try name("a")) == .allowed(.superadmin))
        #expect(grants.decide(flow) == .denied(flow))
        #expect(grants.decide(secret, in: try name("a")) == .denied(secret))
        grants.add([Permission(.tenant, .create)], by: .superadmin)
        #expect(!grants.decide(Permission(.tenant, .create)).isAllowed)
    }

    @Test func `shows the outermost namespaces only`() throws {
        let grants = Grants([
            try bound([flow], on: "b"), try bound([flow], on: "a.b.c"), try bound([flow], on: "a.b"),
            try bound([secret], on: "a"), try bound([flow], on: "b"),
        ])
        #expect(grants.visibleNamespaces(for: flow) == .subtrees([try name("a.b"), try name("b")]))
        #expect(grants.visibleNamespaces(for: secret) == .subtrees([try name("a")]))
    }

    @Test(arguments: 0..<60) func `agrees with a naive reading of the bindings in two tenants`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tenants = try (0..<2).map { _ in try bindings(using: &random) }
        let grants = tenants.map(Grants.init)
        for _ in 0..<400 {
            let permission = Permission(
                try #require(Resource.allCases.randomElement(using: &random)),
                try #require(Action.allCases.randomElement(using: &random))
            )
            let namespace = Bool.random(using: &random) ? try name(namespace(using: &random)) : nil
            for (bindings, grants) in zip(tenants, grants) {
                try check(grants, against: bindings, permission, namespace)
            }
        }
    }

    private func check(
        _ grants: Grants,
        against bindings: [BoundRole],
        _ permission: Permission,
        _ namespace: Namespace.Name?
    ) throws {
        let granting = bindings.filter { Model.grants($0, permission, namespace) }
        switch grants.decide(permission, in: namespace) {
        case .allowed(.binding(let binding, let role, let group)):
            let named = try #require(granting.first { $0.binding == binding })
            #expect(named.role == role)
            #expect(named.group == group)
            let first = granting.min {
                ($0.namespace?.description.count ?? -1) < ($1.namespace?.description.count ?? -1)
            }
            #expect(named.namespace == first?.namespace)
        case .denied(let missing):
            #expect(missing == permission)
            #expect(granting.isEmpty)
        case let other:
            Issue.record("no binding grants \(other)")
        }
        let visible = grants.visibleNamespaces(for: permission)
        #expect(visible.contains(namespace) == !granting.isEmpty)
        #expect(grants.decideAnywhere(permission).isAllowed == (visible != .none))
        if case .subtrees(let names) = visible {
            #expect(names.allSatisfy { name in !names.contains { $0 != name && $0.covers(name) } })
        }
    }

    /// What a binding means, word by word.
    private enum Model {
        static func grants(_ bound: BoundRole, _ permission: Permission, _ namespace: Namespace.Name?) -> Bool {
            guard permission.isGrantable, bound.permissions.contains(permission) else { return false }
            guard let scope = bound.namespace else { return true }
            guard permission.resource.reach == .namespace, let namespace else { return false }
            return namespace == scope || namespace.description.hasPrefix(scope.description + ".")
        }
    }

    private func bindings(using random: inout SeededGenerator) throws -> [BoundRole] {
        let every = Permission.all
        return try (0..<Int.random(in: 0..<40, using: &random)).map { _ in
            let permissions = (0..<Int.random(in: 0..<80, using: &random)).compactMap { _ in
                every.randomElement(using: &random)
            }
            return try bound(
                PermissionSet(permissions),
                on: Int.random(in: 0..<5, using: &random) == 0 ? nil : namespace(using: &random),
                through: Bool.random(using: &random) ? .v4() : nil
            )
        }
    }

    private func namespace(using random: inout SeededGenerator) -> String {
        let labels = ["a", "b", "ab", "a-b", "a_b", "B"]
        return (0..<Int.random(in: 1...4, using: &random)).compactMap { _ in labels.randomElement(using: &random) }
            .joined(separator: ".")
    }
}
