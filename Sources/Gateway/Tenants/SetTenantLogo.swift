import Access
import Audit
import HTTP
import JSON
import Postgres
import Tenancy

/// Gives a tenant an image.
struct SetTenantLogo: APIOperation, Change {
    static let route: Route = "POST /api/v1/tenants/{id}/logo"
    static let id = "setLogo"
    static let summary = "Set the logo of a tenant"
    static let permission = Permission(.tenant, .update)
    static let scope = Scope.instance
    static let body = RequestBody.multipart(limit: Image.limit + 1 << 14)
    static let fields = [
        FieldDescription.body("logo", "file", required: true, "A PNG, JPEG or SVG image of at most 1 MiB.")
    ]

    let slug: Tenant.Slug
    let logo: Image

    init(_ request: Request) throws {
        self.slug = try request.identifier()
        let form = try MultipartForm(request.body, contentType: request.head.headers["content-type"] ?? "")
        guard let bytes = form["logo"] else { throw FieldErrors("logo", "is required") }
        self.logo = try Image(bytes, field: "logo")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<TenantReply> {
        let tenant = try await Tenant.enter(slug, tx)
        try Tenant.setLogo(logo.bytes, type: logo.type.rawValue, of: tenant.id, tx)
        let change = RecordedChange(
            resource: .tenant,
            id: slug.description,
            after: ["id": JSON(slug.description), "logoType": JSON(logo.type.rawValue)]
        )
        return Recorded(TenantReply(profile: tenant, logo: logo), change)
    }
}
