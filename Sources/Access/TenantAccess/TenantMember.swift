public import Tenancy

/// An account as a tenant that gave it access sees it.
public struct TenantMember: Sendable, Equatable {
    /// The account.
    public var id: Account.ID
    /// The user name.
    public var username: String
    /// The name that people see.
    public var displayName: String
    /// What a service account is for.
    public var description: String?
    /// Whether the account may do anything in the tenant.
    public var isActive: Bool
    /// The groups of the tenant that the account is in.
    public var groups: [UserGroup.GroupMembership]

    /// A role that an account has in a tenant, and by what.
    public struct Assignment: Sendable, Equatable {
        /// The role.
        public var role: Role
        /// Where; `nil` for the whole tenant.
        public var namespace: Namespace.Name?
        /// The binding that grants it.
        public var binding: Binding.ID
        /// The group that has it; `nil` if the account itself has.
        public var group: UserGroup.ID?
    }
}
