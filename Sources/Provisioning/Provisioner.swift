import Access
package import Crypto
import JSON
package import Postgres
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

    /// Finds out how an integration of a tenant is set.
    ///
    /// - Throws: `GateError.unauthenticated` if the integration is switched off, `GateError.hidden` if there is none.
    package init(
        _ integration: UUID,
        of tenant: Tenant.ID,
        base: String,
        _ tx: borrowing Transaction
    ) async throws {
        let rows = try await tx.query(
            """
            select profile, enabled from security_integration
            where tenant_id = \(tenant) and integration_id = \(integration) and type = 'SCIM'
            """
        )
        guard let row = rows.first else { throw GateError.hidden }
        guard try row.decode("enabled") else { throw GateError.unauthenticated(.disabled) }
        self.tenant = tenant
        self.integration = integration
        self.profile = IntegrationProfile(rawValue: try row.decode("profile")) ?? .strict
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
