import Access
import Crypto
import HTTP
import Postgres
import Provisioning
import Tenancy

/// The service that a tenant has for one integration: its address, as the client of a request knows it.
struct SCIMService: Sendable {
    /// The integration.
    let integration: UUID
    /// The address under which the endpoints are, without a slash at its end.
    let base: String

    /// Reads the path of a request.
    ///
    /// - Throws: ``GateError/hidden`` if it names what can be no integration.
    init(_ request: Request) throws {
        self.integration = try request.identifier("integration")
        let site = request.authority.map { "\(request.isSecure ? "https" : "http")://\($0)" } ?? ""
        let tenant = request.call.tenant?.description ?? ""
        self.base = "\(site)/api/v1/\(tenant)/integrations/\(integration)/scim/v2"
    }

    /// Who asks, once the gate has found that it is the integration.
    ///
    /// - Throws: ``GateError``.
    func provisioner(_ principal: Principal) throws(GateError) -> Provisioner {
        try Provisioner(principal, base: base)
    }
}

/// An operation that only the integration in its path may ask for.
protocol SCIMOperation: APIOperation {
    /// The service of the integration.
    var service: SCIMService { get }
}

extension SCIMOperation {
    var integration: UUID? { service.integration }
}

extension Request {
    /// Which version of the resource a change is meant for.
    ///
    /// - Throws: `ProvisioningError` if the header cannot be read.
    func ifMatch() throws -> VersionCondition {
        try head.headers["if-match"].map { header in try VersionCondition(parsing: header) } ?? .any
    }

    /// What of a resource is to be shown.
    ///
    /// - Throws: `ProvisioningError` if the parameters contradict each other or name no paths.
    func projection(of type: ResourceType) throws -> Projection {
        let list = try ListRequest(parameters: queryPairs)
        return try Projection(
            of: type,
            attributes: list.attributes,
            excludedAttributes: list.excludedAttributes
        )
    }

    /// The resource in the path.
    ///
    /// - Throws: `notFound` for a text that is the id of nothing.
    func resource<Subject>(_ type: ResourceType) throws -> Identifier<Subject> {
        let text = parameters["id"] ?? ""
        guard let id = Identifier<Subject>(text) else {
            throw ProvisioningError.notFound("there is no \(type.name) `\(text)`")
        }
        return id
    }
}

extension Request {
    /// Refuses to filter what describes the service (RFC 7644 section 4).
    ///
    /// - Throws: ``AccessError/notAllowed(_:)``.
    func refuseFilter() throws {
        guard query["filter"] == nil else {
            throw AccessError.notAllowed("what describes the service cannot be filtered")
        }
    }
}
