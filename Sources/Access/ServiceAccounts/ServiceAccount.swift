public import Tenancy

/// A program that holds tokens, as the instance sees it.
public struct ServiceAccount: Sendable, Equatable {
    /// Identifies the account.
    public var id: Account.ID
    /// The name; no other service account of the same maker has it.
    public var name: String
    /// What it is for.
    public var description: String?
    /// Whether it manages the instance.
    public var isSuperadmin: Bool
    /// The tenants that it has access to.
    public var tenants: [User.TenantName]

    /// Makes a service account of its parts.
    package init(id: Account.ID = .random(), name: String, description: String?, isSuperadmin: Bool = false) {
        self.id = id
        self.name = name
        self.description = description
        self.isSuperadmin = isSuperadmin
        self.tenants = []
    }

    /// Whether a text is a name of a service account, or of a token: 1 to 63 lower-case letters and digits, with single hyphens between.
    public static func isName(_ text: String) -> Bool {
        guard (1...63).contains(text.utf8.count) else { return false }
        return text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                }
        }
    }
}

/// A service account as one tenant sees it.
public struct TenantServiceAccount: Sendable, Equatable {
    /// Identifies the account.
    public var id: Account.ID
    /// The name.
    public var name: String
    /// What it is for.
    public var description: String?
    /// Whether it manages the instance.
    public var isSuperadmin: Bool
    /// Whether the tenant made it.
    public var isOwn: Bool
    /// The groups of the tenant that it is in.
    public var groups: [UserGroup.GroupMembership]

    /// Refuses what only the instance may do to a service account that it made, or that manages it.
    ///
    /// - Throws: ``AccessError/managed(_:)``.
    package func requireOwn() throws(AccessError) {
        guard isOwn, !isSuperadmin else { throw .managed("a service account of the instance") }
    }
}
