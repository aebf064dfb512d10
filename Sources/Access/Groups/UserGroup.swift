public import Tenancy

/// Users and service accounts of a tenant that are bound to roles together.
public struct UserGroup: Sendable, Equatable {
    /// Identifies a group.
    public typealias ID = Identifier<UserGroup>

    /// Identifies the group.
    public var id: ID
    /// The name; no other group of the tenant has it, whatever the case of its letters.
    public var name: String
    /// What the group is for.
    public var description: String?
    /// The name of the integration that provisions the group.
    public var integration: String?

    /// Makes a group of its parts.
    package init(id: ID, name: String, description: String?, integration: String? = nil) {
        self.id = id
        self.name = name
        self.description = description
        self.integration = integration
    }

    /// Whether a member may manage the others.
    public enum Membership: String, Sendable, CaseIterable {
        /// May add and remove members.
        case owner = "OWNER"
        /// Is a member, no more.
        case member = "MEMBER"
    }

    /// A member, with all groups that it is in.
    public struct Member: Sendable, Equatable {
        /// The account.
        public var id: Account.ID
        /// The user name.
        public var username: String
        /// The name that people see.
        public var displayName: String
        /// The groups that the account is in.
        public var groups: [GroupMembership]
    }

    /// An account's membership in a group.
    public struct GroupMembership: Sendable, Equatable {
        /// The group.
        public var group: ID
        /// The group's name.
        public var name: String
        /// Whether the group is provisioned.
        public var isExternal: Bool
        /// Whether the account may manage the others.
        public var membership: Membership
    }
}

extension UserGroup {
    /// Refuses what only the identity provider may do to a group that it provisions.
    ///
    /// - Throws: ``AccessError/managed(_:)``.
    package func requireOwn() throws(AccessError) {
        guard integration == nil else { throw .managed("a group that an identity provider provisions") }
    }
}
