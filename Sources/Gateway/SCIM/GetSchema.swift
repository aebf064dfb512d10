import Access
import Postgres
import Provisioning
import Tenancy

/// Answers one schema.
struct GetSchema: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Schemas/{uri}"
    static let id = "getSchema"
    static let summary = "Get a schema"
    static let permission = Permission(.user, .view)

    let service: SCIMService
    private let schema: ResourceSchema

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        let urn = request.parameters["uri"] ?? ""
        guard let schema = ResourceSchema.all.first(where: { $0.id.lowercased() == urn.lowercased() }) else {
            throw ProvisioningError.notFound("there is no Schema `\(urn)`")
        }
        self.schema = schema
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        return SCIMDocument(json: schema.document(base: provisioner.base))
    }
}
