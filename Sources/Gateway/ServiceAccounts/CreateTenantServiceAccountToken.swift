import Access
import Audit
import Daemon
import HTTP
import Postgres
import Tenancy

/// Makes a token of a service account of the tenant; the caller must have every right of the account.
struct CreateTenantServiceAccountToken: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/service-accounts/{id}/api-tokens"
    static let id = "createApiTokensForServiceAccountWithTenant"
    static let summary = "Create an API token of a service account of the tenant"
    static let permission = Permission(.serviceAccount, .update)
    static let body = RequestBody.json()
    static let fields = TokenRequest.fields

    let id: Account.ID
    let draft: APIToken.Draft
    let now: Instant
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.draft = try TokenRequest(request).draft
        self.now = request.call.arrivedAt
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NewTokenReply> {
        let account = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        try account.requireOwn()
        try principal.requireRights(
            of: try await TenantMember.assignments(of: id, in: principal.tenant, templates: templates, tx)
        )
        let (stored, token) = try await APIToken.create(
            draft,
            for: .tenantServiceAccount(id, principal.tenant),
            at: now,
            tx
        )
        return Recorded(
            NewTokenReply(stored: stored, token: token),
            stored.changed(isMade: true, of: id, .serviceAccount)
        )
    }
}
