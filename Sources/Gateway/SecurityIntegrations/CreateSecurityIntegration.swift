import Access
import Audit
import Crypto
import JSON
import Postgres
import Provisioning
import Tenancy

/// Makes an integration with its service account, and answers its token, once.
struct CreateSecurityIntegration: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/security-integrations"
    static let id = "createSecurityIntegration"
    static let summary = "Create a security integration"
    static let permission = Permission(.securityIntegration, .create)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("name", "string", required: true, "Lower-case letters and digits with single hyphens between."),
        .body("description", "string", required: true, "What the integration is for."),
        .body("type", "SCIM", required: true, "How users and groups are provisioned."),
        .body("profile", "strict | entra | okta", "Which identity provider it is; `strict` if it is left out."),
    ]

    /// The kinds of integration, by the names of the contract.
    enum Kind: String, CaseIterable, Sendable {
        /// Provisioning by SCIM 2.0.
        case scim = "SCIM"
    }

    let integration: SecurityIntegration
    let slug: Tenant.Slug?

    init(_ request: Request) throws {
        self.slug = request.call.tenant
        var fields = try request.fields()
        let name = fields.required("name", .hyphenatedName)
        let description = fields.required("description", .string(length: 0...2000))
        let type = fields.required("type", FieldRule<Kind>.oneOf)
        let profile = fields.optional("profile", FieldRule<IntegrationProfile>.oneOf, default: .strict)
        let checked = try fields.finish(name, description, type)
        self.integration = SecurityIntegration(name: checked.0, description: checked.1, profile: profile.rawValue)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        SecurityIntegrationReply
    > {
        let token = TokenFormat.generate(.provisioning)
        try await integration.create(with: token, in: principal.tenant, tx)
        return Recorded(
            SecurityIntegrationReply(integration: integration, tenant: slug, token: token),
            integration.changed(from: nil, to: integration)
        )
    }
}
