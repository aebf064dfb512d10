public import Tenancy

/// A named set of permissions of a tenant; it grants nothing before it is bound.
public struct Role: Sendable, Equatable {
    /// Identifies a role.
    public typealias ID = Identifier<Role>

    /// Identifies the role.
    public var id: ID
    /// The name; no other role of the tenant has it, whatever the case of its letters.
    public var name: String
    /// What the role is for.
    public var description: String?
    /// Whether those who sign in for the first time get the role.
    public var isDefault: Bool
    /// The template of a managed role, which the server keeps; `nil` for a role of the tenant's own.
    public var template: String?
    /// What the role grants.
    public var permissions: PermissionSet

    /// Makes a role of its parts.
    package init(
        id: ID,
        name: String,
        description: String? = nil,
        isDefault: Bool = false,
        template: String? = nil,
        permissions: PermissionSet
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.isDefault = isDefault
        self.template = template
        self.permissions = permissions
    }

    /// Whether the server makes and keeps the role.
    public var isManaged: Bool { template != nil }

    /// Refuses a change of a role that the server keeps.
    ///
    /// - Throws: ``AccessError/managed(_:)``.
    package func requireOwn() throws(AccessError) {
        guard !isManaged else { throw .managed("a role that every tenant has") }
    }
}
