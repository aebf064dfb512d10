public import Crypto
public import Tenancy

/// Who is asking, as far as one transaction is concerned.
public struct Principal: Sendable {
    /// How the caller proved who it is.
    public enum Proof: Sendable, Equatable {
        /// It did not: the operation is open to all.
        case none
        /// By the bearer token of this identifier.
        case token(String)
        /// By the session of this identifier.
        case session(UUID)
    }

    /// The account that acts; `nil` if the operation is open to all.
    public var account: Account.ID?
    /// What the account stands for.
    public var kind: Account.Kind
    /// The user name, or the name of the service account.
    public var name: String
    /// Whether the account manages the instance.
    public var isSuperadmin: Bool
    /// Whether the account may not change its own profile.
    public var isRestricted: Bool
    /// How the caller proved who it is.
    public var proof: Proof
    /// Who acts in the account's name, by impersonation.
    public var impersonator: Impersonator?
    /// The integration whose token was shown.
    public var integration: UUID?
    /// The profile that the integration was given.
    public var integrationProfile: String?
    /// The tenant of the request; `Tenant.ID.instance` if it has none.
    public var tenant: Tenant.ID
    /// What the account may do in the tenant of the request.
    public var grants: Grants

    /// Somebody who acts in another's name.
    public struct Impersonator: Sendable, Equatable {
        /// The account of who acts.
        public var account: Account.ID
        /// The user name of who acts.
        public var name: String
    }

    /// Nobody in particular.
    public static let anonymous = Principal(
        account: nil,
        kind: .user,
        name: "anonymous",
        isSuperadmin: false,
        isRestricted: true,
        proof: .none,
        tenant: .instance,
        grants: .none
    )
}
