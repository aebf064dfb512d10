public import Tenancy

/// A person who may sign in, as the instance sees them.
public struct User: Sendable, Equatable {
    /// Identifies the account.
    public var id: Account.ID
    /// What the account stands for: a program too can ask about itself.
    public var kind: Account.Kind
    /// The name to sign in by; the e-mail address, unless an identity provider says otherwise.
    public var username: String
    /// The e-mail address.
    public var email: String?
    /// The first name.
    public var firstName: String?
    /// The last name.
    public var lastName: String?
    /// Whether the user manages the instance.
    public var isSuperadmin: Bool
    /// Whether the user may not change its own profile, password and tokens.
    public var isRestricted: Bool
    /// Whether the user can sign in by password.
    public var hasPassword: Bool
    /// The tenants that the user has access to.
    public var tenants: [TenantName]
    /// The groups that the user is in.
    public var groups: [Group]

    /// A tenant by its names.
    public struct TenantName: Sendable, Equatable {
        /// The name in paths.
        public var slug: String
        /// The name for people.
        public var name: String
    }

    /// A group of one of the tenants.
    public struct Group: Sendable, Equatable {
        /// Identifies the group.
        public var id: UserGroup.ID
        /// The tenant's name in paths.
        public var tenant: String
        /// Whether the user may manage the other members.
        public var isOwner: Bool
    }

    /// The name that people see.
    public var displayName: String {
        let parts = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? username : parts.joined(separator: " ")
    }

    /// Makes a user that has no access yet, whose e-mail address is its name.
    package init(email: String, firstName: String?, lastName: String?) {
        self.id = .random()
        self.kind = .user
        self.username = email
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.isSuperadmin = false
        self.isRestricted = false
        self.hasPassword = false
        self.tenants = []
        self.groups = []
    }
}

extension Principal {
    /// Refuses the change of one's own profile, password or tokens to those who may not make it.
    ///
    /// - Returns: The caller's account.
    /// - Throws: ``AccessError/notAllowed(_:)`` for programs, restricted users and whoever acts in another's name.
    package func requireOwnProfile() throws(AccessError) -> Account.ID {
        guard let account, kind == .user, integration == nil else {
            throw .notAllowed("only a user has a profile, a password and tokens of its own to change")
        }
        guard impersonator == nil else {
            throw .notAllowed("whoever acts in another's name cannot change the other's profile, password or tokens")
        }
        guard !isRestricted else {
            throw .notAllowed("a restricted user cannot change its own profile, password or tokens")
        }
        return account
    }
}
