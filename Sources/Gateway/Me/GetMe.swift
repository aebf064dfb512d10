import Access
import Audit
import Postgres
import Tenancy

/// Answers who asks: a user, or a service account by its name.
struct GetMe: APIOperation, Read {
    static let route: Route = "GET /api/v1/me"
    static let id = "getCurrentUser"
    static let summary = "Retrieve the caller"
    static let permission = Permission(.user, .view)
    static let scope = Scope.own

    init(_ request: Request) throws {
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> MeReply {
        guard let account = principal.account else { throw AccessError.notFound }
        return MeReply(user: try await .getAny(account, tx))
    }
}
