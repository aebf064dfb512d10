import Access
import Audit
import Postgres
import Tenancy

/// Grants roles to users and groups, all or none; the caller must have every right that they give.
struct CreateBindings: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/bindings/bulk"
    static let id = "bulkCreateBinding"
    static let summary = "Create multiple bindings"
    static let permission = Permission(.binding, .create)
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = BindingRequest.fields

    let request: BindingRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.request = try BindingRequest(many: request)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        [BindingDetail]
    > {
        let made = try await request.create(by: principal, templates: templates, in: tx)
        return Recorded(made.map(BindingDetail.init), made.map { $0.binding.changed(isMade: true) })
    }
}
