import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the users of the instance.
struct ListUsers: APIOperation, Read {
    static let route: Route = "GET /api/v1/users"
    static let id = "listUsers"
    static let summary = "List users"
    static let permission = Permission(.user, .list)
    static let scope = Scope.instance
    static let fields = FieldDescription.search(User.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try User.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<UserSummary> {
        Page(try await User.find(search, tx), UserSummary.init)
    }
}
