public import Crypto
public import Tenancy

/// A role that is bound to an account or to one of its groups: what ``Grants`` are compiled from.
public struct BoundRole: Sendable, Hashable {
    /// Identifies the binding.
    public var binding: UUID
    /// Identifies the role.
    public var role: UUID
    /// Identifies the group that the role is bound to, `nil` if it is bound to the account.
    public var group: UUID?
    /// What the role grants.
    public var permissions: PermissionSet
    /// Where: a namespace with all below it, or the whole tenant.
    public var namespace: Namespace.Name?

    /// Makes a bound role of its parts.
    ///
    /// - Parameters:
    ///   - binding: Identifies the binding.
    ///   - role: Identifies the role.
    ///   - group: Identifies the group that the role is bound to.
    ///   - permissions: What the role grants.
    ///   - namespace: Where; `nil` for the whole tenant.
    public init(
        binding: UUID,
        role: UUID,
        group: UUID? = nil,
        permissions: PermissionSet,
        namespace: Namespace.Name? = nil
    ) {
        self.binding = binding
        self.role = role
        self.group = group
        self.permissions = permissions
        self.namespace = namespace
    }
}
