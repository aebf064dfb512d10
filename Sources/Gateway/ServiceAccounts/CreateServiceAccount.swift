import Access
import Audit
import Postgres
import Tenancy

/// Makes a service account of the instance, with access to tenants.
struct CreateServiceAccount: APIOperation, Change {
    static let route: Route = "POST /api/v1/service-accounts"
    static let id = "createServiceAccount"
    static let summary = "Create a service account"
    static let permission = Permission(.serviceAccount, .create)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = ServiceAccountRequest.fields(.instance)

    let request: ServiceAccountRequest

    init(_ request: Request) throws {
        self.request = try ServiceAccountRequest(request, .instance)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        ServiceAccountDetail
    > {
        let made = ServiceAccount(
            name: request.name,
            description: request.description,
            isSuperadmin: request.isSuperadmin ?? false
        )
        try await made.create(tx)
        try await Account.setTenants(request.tenants, of: made.id, tx)
        let after = try await ServiceAccount.get(made.id, tx)
        return Recorded(ServiceAccountDetail(account: after), after.changed(from: nil, to: after))
    }
}
