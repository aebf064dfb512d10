import Access
import Postgres
import Provisioning
import Tenancy

/// Answers the kinds of resources.
struct ListResourceTypes: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/ResourceTypes"
    static let id = "getAllResourceTypes"
    static let summary = "List the kinds of resources"
    static let permission = Permission(.user, .view)

    let service: SCIMService

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        try request.refuseFilter()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        let types = ResourceType.all.map { $0.document(base: provisioner.base) }
        return SCIMDocument(json: ListResponse.document(types, total: types.count))
    }
}
