import Access
import Postgres
import Provisioning
import Tenancy

/// Answers the schemas.
struct ListSchemas: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Schemas"
    static let id = "getAllSchemas"
    static let summary = "List the schemas"
    static let permission = Permission(.user, .view)

    let service: SCIMService

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        try request.refuseFilter()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        let schemas = ResourceSchema.all.map { $0.document(base: provisioner.base) }
        return SCIMDocument(json: ListResponse.document(schemas, total: schemas.count))
    }
}
