import Access
import Audit
import Postgres
import Tenancy

/// Grants a role to a user or a group; the caller must have every right that it gives.
struct CreateBinding: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/bindings"
    static let id = "createBinding"
    static let summary = "Create a binding"
    static let permission = Permission(.binding, .create)
    static let body = RequestBody.json()
    static let fields = BindingRequest.fields

    let request: BindingRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.request = try BindingRequest(one: request)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<BindingDetail> {
        guard let made = try await request.create(by: principal, templates: templates, in: tx).first else {
            throw AccessError.notFound
        }
        return Recorded(BindingDetail(detail: made), made.binding.changed(isMade: true))
    }
}
