import Access
import Audit
import Postgres
import Tenancy

/// Changes a service account of the tenant; the caller must have every right that this adds.
struct UpdateTenantServiceAccount: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/service-accounts/{id}"
    static let id = "updateServiceAccount"
    static let summary = "Update a service account of a tenant"
    static let permission = Permission(.serviceAccount, .update)
    static let body = RequestBody.json()
    static let fields = ServiceAccountRequest.fields(.tenant)

    let id: Account.ID
    let request: ServiceAccountRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.request = try ServiceAccountRequest(request, .tenant)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        TenantServiceAccountReply
    > {
        let before = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        try before.requireOwn()
        try await TenantServiceAccount.update(
            id,
            name: request.name,
            description: request.description,
            in: principal.tenant,
            tx
        )
        if let groups = request.groups {
            let added = Set(groups).subtracting(before.groups.map(\.group))
            try principal.requireRights(
                of: try await TenantMember.assignments(ofGroups: added, in: principal.tenant, templates: templates, tx)
            )
            try await TenantMember.setGroups(groups, of: id, in: principal.tenant, tx)
        }
        let after = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        return Recorded(TenantServiceAccountReply(account: after), after.changed(from: before, to: after))
    }
}
