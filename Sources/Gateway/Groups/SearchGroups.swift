import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the groups that a search finds.
struct SearchGroups: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/groups/search"
    static let id = "searchGroups"
    static let summary = "Search for groups"
    static let permission = Permission(.group, .list)
    static let fields = FieldDescription.search(UserGroup.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try UserGroup.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<GroupSummary> {
        Page(try await UserGroup.find(search, in: principal.tenant, tx), GroupSummary.init)
    }
}
