import Access
import Postgres
import Provisioning
import Tenancy

/// Answers one kind of resources.
struct GetResourceType: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/ResourceTypes/{name}"
    static let id = "getResourceType"
    static let summary = "Get a kind of resources"
    static let permission = Permission(.user, .view)

    let service: SCIMService
    private let type: ResourceType

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        let name = request.parameters["name"] ?? ""
        guard let type = ResourceType.all.first(where: { $0.name == name }) else {
            throw ProvisioningError.notFound("there is no ResourceType `\(name)`")
        }
        self.type = type
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        return SCIMDocument(json: type.document(base: provisioner.base))
    }
}
