import Access
import Postgres
import Provisioning
import Tenancy

/// Answers what the service offers of the protocol.
struct GetServiceProviderConfig: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/ServiceProviderConfig"
    static let id = "getServiceProviderConfiguration"
    static let summary = "Tell what of SCIM is served"
    static let permission = Permission(.user, .view)

    let service: SCIMService

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        try request.refuseFilter()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        return SCIMDocument(json: ServiceProviderConfig().document(base: provisioner.base))
    }
}
