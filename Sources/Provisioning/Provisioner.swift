package import Access
package import Crypto
import JSON
import Postgres
package import Tenancy

/// An identity provider at work: what it may see is the tenant's, and of that what its integration provisioned.
package struct Provisioner: Sendable {
    /// The tenant.
    package let tenant: Tenant.ID
    /// The integration.
    package let integration: UUID
    /// Which liberties the client takes.
    package let profile: IntegrationProfile
    /// The address under which the endpoints are, without a slash at its end.
    package let base: String

    /// The integration that asks.
    ///
    /// - Parameters:
    ///   - principal: Who asks, as the gate has found out.
    ///   - base: The address under which the endpoints are.
    /// - Throws: `GateError.hidden` if it is no integration.
    package init(_ principal: Principal, base: String) throws(GateError) {
        guard let integration = principal.integration else { throw .hidden }
        self.tenant = principal.tenant
        self.integration = integration
        self.profile = principal.integrationProfile.flatMap(IntegrationProfile.init) ?? .strict
        self.base = base
    }

    /// The address of a resource.
    func location(of id: String, _ type: ResourceType) -> String {
        "\(base)\(type.endpoint)/\(id)"
    }
}

extension ProvisioningError {
    /// Runs statements, and says what it means to a client when one of some constraints refuses them.
    ///
    /// - Parameters:
    ///   - meanings: What the violation of each constraint means.
    ///   - body: Runs the statements.
    /// - Returns: What the body returns.
    /// - Throws: What a constraint means; `DatabaseError` for all else.
    static func explaining<Result>(
        _ meanings: [String: ProvisioningError],
        _ body: () async throws(DatabaseError) -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            guard let constraint = error.constraint, let meaning = meanings[constraint] else { throw error }
            throw meaning
        }
    }
}

extension VersionCondition {
    /// Refuses to go on with a resource of another version.
    ///
    /// - Throws: `preconditionFailed`.
    package func require(_ version: ResourceVersion) throws(ProvisioningError) {
        guard matches(version) else {
            throw .preconditionFailed("the resource is in the version `\(version.entityTag)`, not the one asked for")
        }
    }
}

extension ResourceContent {
    /// Reads what is stored.
    init(_ row: Row) throws(DatabaseError) {
        let stored = try row.decode("resource", as: JSONB.self)
        self.init(attributes: (try? JSON(parsing: stored.bytes))?.object ?? [:])
    }

    /// What is stored.
    var stored: JSONB { JSONB(JSON.object(attributes).serialized()) }
}
