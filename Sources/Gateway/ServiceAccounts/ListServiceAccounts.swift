import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the service accounts of the instance.
struct ListServiceAccounts: APIOperation, Read {
    static let route: Route = "GET /api/v1/service-accounts"
    static let id = "listServiceAccounts"
    static let summary = "List service accounts"
    static let permission = Permission(.serviceAccount, .list)
    static let scope = Scope.instance
    static let fields = FieldDescription.search(ServiceAccount.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try ServiceAccount.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<
        ServiceAccountDetail
    > {
        Page(try await ServiceAccount.find(search, tx), ServiceAccountDetail.init)
    }
}
