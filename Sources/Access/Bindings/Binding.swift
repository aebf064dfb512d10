public import Tenancy

/// A role granted to an account or a group, in the whole tenant or on a namespace and all below it.
///
/// It is made and deleted, never changed.
public struct Binding: Sendable, Equatable {
    /// Identifies a binding.
    public typealias ID = Identifier<Binding>

    /// Whom a role is granted to.
    public enum Subject: Sendable, Hashable {
        /// An account that the tenant knows.
        case account(Account.ID)
        /// A group of the tenant.
        case group(UserGroup.ID)
    }

    /// Identifies the binding.
    public var id: ID
    /// Whom the role is granted to.
    public var subject: Subject
    /// The role.
    public var role: Role.ID
    /// Where; `nil` for the whole tenant.
    public var namespace: Namespace.Name?

    /// Makes a binding of its parts.
    package init(id: ID = .ordered(), subject: Subject, role: Role.ID, namespace: Namespace.Name? = nil) {
        self.id = id
        self.subject = subject
        self.role = role
        self.namespace = namespace
    }
}
