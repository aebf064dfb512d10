import Access
import Audit
import Postgres
import Tenancy

/// Answers a service account.
struct GetServiceAccount: APIOperation, Read {
    static let route: Route = "GET /api/v1/service-accounts/{id}"
    static let id = "getServiceAccount"
    static let summary = "Retrieve a service account"
    static let permission = Permission(.serviceAccount, .view)
    static let scope = Scope.instance

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ServiceAccountDetail {
        ServiceAccountDetail(account: try await .get(id, tx))
    }
}
