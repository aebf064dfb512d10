import Access
import JSON
import Tenancy

/// The contract's requests to make or change a service account: of the instance with tenants, of a tenant with groups.
struct ServiceAccountRequest: Sendable {
    let name: String
    let description: String?
    let isSuperadmin: Bool?
    let tenants: [Tenant.Slug]
    let groups: [UserGroup.ID]?

    /// What a request is about.
    enum Form: Sendable {
        /// A new service account of the instance.
        case instance
        /// A new name and description.
        case details
        /// A service account of a tenant.
        case tenant
    }

    private static let common: [FieldDescription] = [
        .body("name", "string", required: true, "1 to 63 lower-case letters and digits, with single hyphens between."),
        .body("description", "string", "What the service account is for."),
    ]

    static func fields(_ form: Form) -> [FieldDescription] {
        switch form {
        case .details: common
        case .instance:
            common + [
                .body("superAdmin", "boolean", "Whether it manages the instance; `instanceOwner` is the same."),
                .body("tenants", "[string]", "The tenants that it has access to."),
            ]
        case .tenant:
            common + [
                .body("groups", "[{id}]", "The groups that it is in; if it is left out, they stay."),
                .body("superAdmin", "boolean", "Not true: only the instance makes such a service account."),
            ]
        }
    }

    init(_ request: Request, _ form: Form) throws {
        var fields = try request.fields()
        let name = fields.required("name", .name)
        self.description = fields.optional("description", .string(length: 0...2000))
        self.isSuperadmin = form == .details ? nil : fields.superadmin()
        self.tenants =
            form == .instance
            ? fields.optional(
                "tenants",
                .list(of: .text("the name of a tenant") { Tenant.Slug($0) }, count: 0...1000),
                default: []
            ) : []
        self.groups =
            form == .tenant ? fields.optional("groups", .list(of: .reference, count: 0...1000)) : nil
        if form == .tenant, isSuperadmin == true {
            fields.refuse("superAdmin", "only the instance makes a service account that manages it")
        }
        self.name = try fields.finish(name)
    }
}

extension FieldRule where Value == UserGroup.ID {
    /// An object that names a group: `{"id": "..."}`.
    fileprivate static var reference: FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> UserGroup.ID in
            guard let id = json["id"]?.string.flatMap(UserGroup.ID.init) else {
                throw FieldErrors(path, "expected an object with the `id` of a group")
            }
            return id
        }
    }
}
