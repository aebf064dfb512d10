public import Tenancy

/// An identity provider that provisions the users and groups of a tenant by SCIM.
///
/// It works under a service account of its own, with the rights of the managed role `SCIMProvisioner`, and shows a token that
/// is good for this integration alone.
public struct SecurityIntegration: Sendable, Equatable {
    /// Identifies an integration.
    public typealias ID = Identifier<SecurityIntegration>

    /// Identifies the integration.
    public var id: ID
    /// The name: lower-case letters, digits and inner hyphens; no other integration of the tenant has it.
    public var name: String
    /// What the integration is for.
    public var description: String
    /// Which identity provider it is, for the shapes that the standard leaves open: `strict`, `entra` or `okta`.
    public var profile: String
    /// Whether its token is good.
    public var isEnabled: Bool
    /// The account that it works under.
    public var serviceAccount: Account.ID

    /// Makes an integration of its parts.
    package init(
        id: ID = .ordered(),
        name: String,
        description: String,
        profile: String,
        isEnabled: Bool = true,
        serviceAccount: Account.ID = .random()
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.profile = profile
        self.isEnabled = isEnabled
        self.serviceAccount = serviceAccount
    }
}
