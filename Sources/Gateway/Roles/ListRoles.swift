import Access
import Postgres
import Tenancy

/// Answers the roles of some identifiers.
struct ListRoles: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/roles/ids"
    static let id = "listRolesFromGivenIds"
    static let summary = "List roles by ids"
    static let permission = Permission(.role, .list)
    static let body = RequestBody.json()
    static let fields = [
        FieldDescription.body("ids", "[string]", required: true, "The roles' identifiers; unknown ones are left out.")
    ]

    let ids: [Role.ID]
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.ids = try request.identifiers()
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [RoleDetail] {
        try await Role.list(ids, in: principal.tenant, templates: templates, tx).map(RoleDetail.init)
    }
}
