import Access
import Audit
import Postgres
import Tenancy

/// Gives a service account another name and description.
struct PatchServiceAccount: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/service-accounts/{id}"
    static let id = "patchServiceAccountDetails"
    static let summary = "Update a service account's details"
    static let permission = Permission(.serviceAccount, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = ServiceAccountRequest.fields(.details)

    let id: Account.ID
    let request: ServiceAccountRequest

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.request = try ServiceAccountRequest(request, .details)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        ServiceAccountDetail
    > {
        let before = try await ServiceAccount.get(id, tx)
        var after = before
        after.name = request.name
        after.description = request.description
        try await after.update(tx)
        return Recorded(ServiceAccountDetail(account: after), after.changed(from: before, to: after))
    }
}
