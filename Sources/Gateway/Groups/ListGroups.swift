import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Answers the groups of some identifiers.
struct ListGroups: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/groups/ids"
    static let id = "listGroupIds"
    static let summary = "List groups by ids"
    static let permission = Permission(.group, .list)
    static let body = RequestBody.json()
    static let fields = [
        FieldDescription.body("ids", "[string]", required: true, "The groups' identifiers; unknown ones are left out.")
    ]

    let ids: [UserGroup.ID]

    init(_ request: Request) throws {
        self.ids = try request.identifiers()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [GroupSummary] {
        try await UserGroup.list(ids, in: principal.tenant, tx).map(GroupSummary.init)
    }
}
