public import Crypto
public import Tenancy

/// Whether somebody may do what was asked, and why.
public enum Decision: Sendable, Hashable {
    /// It was allowed.
    case allowed(Ground)
    /// It was not: the permission was missing.
    case denied(Permission)

    /// Why something was allowed.
    public enum Ground: Sendable, Hashable {
        /// A role that is bound to the account, or to a group that it is in.
        case binding(UUID, role: UUID, group: UUID?)
        /// The account manages the instance.
        case superadmin
        /// It concerns the caller's own account only.
        case ownAccount
        /// The account owns the group that it concerns.
        case groupOwner(UUID)
        /// It is open to all.
        case everyone
    }

    /// Whether it was allowed.
    public var isAllowed: Bool {
        if case .allowed = self { true } else { false }
    }
}
