import Access
import JSON
import Tenancy

/// Makes the first user, who manages the instance, and the first tenant.
struct SetUpInstance: APIOperation, OpenOperation {
    static let route: Route = "POST /api/v1/setup"
    static let id = "setupKestra"
    static let summary = "Make the first user and the first tenant; refused once there is a user"
    static let permission = Permission(.instance, .create)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("username", "string", required: true, "The first user's name, an e-mail address."),
        .body("password", "string", required: true, "The first user's password."),
        .body("tenant", "{id, name}", required: true, "The first tenant: its name in paths, and its name for people."),
    ]

    private let setUp: SetUp
    private let services: Services

    init(_ request: Request) throws {
        var fields = try request.fields()
        let username = fields.required("username", .email)
        let password = fields.required("password", .string(length: 1...1024))
        let tenant = fields.required("tenant", .object(FirstTenant.init(reading:)))
        let checked = try fields.finish(username, password, tenant)
        self.setUp = SetUp(username: checked.0, password: checked.1, tenant: checked.2.slug, tenantName: checked.2.name)
        self.services = request.services
    }

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        let account = try await gate.setUp(
            setUp,
            reserved: APITable.reservedTenantNames,
            passwords: services.passwords,
            for: call
        )
        return [
            "id": .string(account.description), "username": .string(setUp.username), "email": .string(setUp.username),
            "superAdmin": true,
        ]
    }
}

/// The tenant of the set-up.
private struct FirstTenant {
    let slug: Tenant.Slug
    let name: String

    init(reading fields: inout JSONFields) throws(FieldErrors) {
        let slug = fields.required("id", .slug)
        let name = fields.required("name", .string(length: 1...255))
        (self.slug, self.name) = try fields.finish(slug, name)
    }
}

/// Tells whether the instance is set up.
struct GetSetUp: APIOperation, OpenOperation {
    static let route: Route = "GET /api/v1/setup"
    static let id = "setupConfiguration"
    static let summary = "Tell whether the instance is set up"
    static let permission = Permission(.instance, .view)

    init(_ request: Request) throws {}

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        ["done": .bool(try await gate.isSetUp(for: call))]
    }
}
