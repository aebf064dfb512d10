import Access
import Audit
import Postgres
import Tenancy

/// Answers a user.
struct GetUser: APIOperation, Read {
    static let route: Route = "GET /api/v1/users/{id}"
    static let id = "getUser"
    static let summary = "Retrieve a user"
    static let permission = Permission(.user, .view)
    static let scope = Scope.instance

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> UserReply {
        UserReply(user: try await .get(id, tx))
    }
}
