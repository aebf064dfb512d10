import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiRoleDetail`, which its `Role` is as well.
struct RoleDetail: JSONReply {
    let role: Role

    var json: JSON {
        [
            "id": JSON(role.id.description), "name": JSON(role.name), "description": JSON(role.description),
            "permissions": role.permissions.json, "isDefault": .bool(role.isDefault),
            "isManaged": .bool(role.isManaged), "deleted": false,
        ]
    }
}

/// The contract's `ApiRoleSummary`.
struct RoleSummary: JSONReply {
    let role: Role

    var json: JSON {
        [
            "id": JSON(role.id.description), "name": JSON(role.name), "isDefault": .bool(role.isDefault),
            "isManaged": .bool(role.isManaged), "permissionCount": JSON(role.permissions.count),
        ]
    }
}

/// The contract's `ApiRoleCreateOrUpdateRequest`.
struct RoleRequest: Sendable {
    let name: String
    let description: String?
    let isDefault: Bool
    let permissions: PermissionSet

    static let fields: [FieldDescription] = [
        .body("name", "string", required: true, "The name, 1 to 255 characters; no other role of the tenant has it."),
        .body("description", "string", "What the role is for."),
        .body("isDefault", "boolean", "Whether those who sign in for the first time get the role."),
        .body("permissions", "{resource: [action]}", required: true, "What the role grants."),
    ]

    init(_ request: Request) throws {
        var fields = try request.fields()
        let name = fields.required("name", .string(length: 1...255))
        let permissions = fields.required("permissions", .permissions)
        self.description = fields.optional("description", .string(length: 0...2000))
        self.isDefault = fields.optional("isDefault", .bool, default: false)
        (self.name, self.permissions) = try fields.finish(name, permissions)
    }
}

extension Role {
    /// The record of a change of the role.
    func changed(from before: Role?, to after: Role?) -> RecordedChange {
        RecordedChange(
            resource: .role,
            id: id.description,
            before: before.map { RoleDetail(role: $0).json },
            after: after.map { RoleDetail(role: $0).json }
        )
    }
}
