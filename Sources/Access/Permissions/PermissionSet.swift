public import Tenancy

/// A set of permissions: a bit for each pair of resource and action, kept in place.
public struct PermissionSet: Sendable {
    /// The actions of each resource, by ``Resource/index`` and ``Action/index``.
    private var words: InlineArray<38, UInt32>

    /// Makes an empty set.
    public init() {
        words = InlineArray(repeating: 0)
    }

    /// Makes a set of permissions.
    ///
    /// - Parameter permissions: The permissions, each as often as you like.
    public init(_ permissions: some Sequence<Permission>) {
        self.init()
        for permission in permissions {
            insert(permission)
        }
    }

    /// Whether a permission is in the set.
    ///
    /// - Parameter permission: The permission.
    /// - Returns: Whether it is.
    public func contains(_ permission: Permission) -> Bool {
        words[permission.resource.index] & Self.bit(permission.action) != 0
    }

    /// Puts a permission into the set.
    ///
    /// - Parameter permission: The permission.
    public mutating func insert(_ permission: Permission) {
        words[permission.resource.index] |= Self.bit(permission.action)
    }

    /// Takes a permission out of the set.
    ///
    /// - Parameter permission: The permission.
    public mutating func remove(_ permission: Permission) {
        words[permission.resource.index] &= ~Self.bit(permission.action)
    }

    /// Puts every permission of another set into this one.
    ///
    /// - Parameter other: The other set.
    public mutating func formUnion(_ other: PermissionSet) {
        for index in words.indices {
            words[index] |= other.words[index]
        }
    }

    /// Takes out every permission that another set does not have.
    ///
    /// - Parameter other: The other set.
    public mutating func formIntersection(_ other: PermissionSet) {
        for index in words.indices {
            words[index] &= other.words[index]
        }
    }

    /// Takes out every permission of another set.
    ///
    /// - Parameter other: The other set.
    public mutating func subtract(_ other: PermissionSet) {
        for index in words.indices {
            words[index] &= ~other.words[index]
        }
    }

    /// The permissions of either set.
    ///
    /// - Parameter other: The other set.
    /// - Returns: The union.
    public func union(_ other: PermissionSet) -> PermissionSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The permissions of both sets.
    ///
    /// - Parameter other: The other set.
    /// - Returns: The intersection.
    public func intersection(_ other: PermissionSet) -> PermissionSet {
        var result = self
        result.formIntersection(other)
        return result
    }

    /// The permissions of this set that another does not have.
    ///
    /// - Parameter other: The other set.
    /// - Returns: The difference.
    public func subtracting(_ other: PermissionSet) -> PermissionSet {
        var result = self
        result.subtract(other)
        return result
    }

    /// Whether every permission of the set is in another: who holds the other may give this one away.
    ///
    /// - Parameter other: The other set.
    /// - Returns: Whether it is.
    public func isSubset(of other: PermissionSet) -> Bool {
        words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
    }

    /// Whether there are no permissions in the set.
    public var isEmpty: Bool { words.indices.allSatisfy { words[$0] == 0 } }

    /// How many permissions are in the set.
    public var count: Int { words.indices.reduce(0) { $0 + words[$1].nonzeroBitCount } }

    /// The actions on a resource, in the order of `Action`.
    ///
    /// - Parameter resource: The resource.
    /// - Returns: The actions.
    public func actions(on resource: Resource) -> [Action] {
        Action.allCases.filter { contains(Permission(resource, $0)) }
    }

    /// The permissions in the order of resource and action.
    public var permissions: [Permission] {
        Resource.allCases.flatMap { resource in actions(on: resource).map { Permission(resource, $0) } }
    }

    private static func bit(_ action: Action) -> UInt32 {
        1 << UInt32(truncatingIfNeeded: action.index)
    }
}

extension PermissionSet {
    /// Every permission that a role can hold.
    public static let grantable = PermissionSet(Permission.grantable)

    /// Every permission that a binding on a namespace can give.
    public static let namespaced = PermissionSet(Permission.grantable.filter { $0.resource.reach == .namespace })

    /// What those who manage the instance may do in every tenant.
    ///
    /// They see to users, roles, settings, policies and the audit log, but not to flows, executions and secrets.
    public static let superadmin = PermissionSet(
        Permission.grantable.filter { permission in
            switch permission.resource {
            case .user, .group, .role, .binding, .serviceAccount, .invitation, .auditlog, .systemSettings,
                .tenantSettings,
                .policy:
                true
            case .namespace: permission.action == .view || permission.action == .list
            default: false
            }
        }
    )
}

extension PermissionSet: Hashable {
    /// Whether two sets hold the same permissions.
    public static func == (first: PermissionSet, second: PermissionSet) -> Bool {
        first.words.indices.allSatisfy { first.words[$0] == second.words[$0] }
    }

    /// Feeds the permissions to a hasher.
    ///
    /// - Parameter hasher: The hasher.
    public func hash(into hasher: inout Hasher) {
        for index in words.indices {
            hasher.combine(words[index])
        }
    }
}

extension PermissionSet: ExpressibleByArrayLiteral {
    /// Makes a set of permissions.
    public init(arrayLiteral elements: Permission...) {
        self.init(elements)
    }
}
