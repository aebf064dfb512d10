/// A managed role: one that every tenant has and nobody changes.
public struct RoleTemplate: Sendable, Hashable {
    /// Identifies the template, as in `ADMIN`.
    public var id: String
    /// The name of the role in a tenant.
    public var name: String
    /// What the role is for.
    public var description: String
    /// Whether the list of templates shows it.
    public var isListed: Bool
    /// What the role grants.
    public var permissions: PermissionSet

    /// Makes a template of its parts.
    ///
    /// - Parameters:
    ///   - id: Identifies the template.
    ///   - name: The name of the role in a tenant.
    ///   - description: What the role is for.
    ///   - isListed: Whether the list of templates shows it.
    ///   - permissions: What the role grants.
    public init(id: String, name: String, description: String, isListed: Bool = true, permissions: PermissionSet) {
        self.id = id
        self.name = name
        self.description = description
        self.isListed = isListed
        self.permissions = permissions
    }
}
