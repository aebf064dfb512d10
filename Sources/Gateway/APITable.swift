import Daemon

/// The route table: every operation of the public API is in one of these groups, or does not exist.
enum APITable {
    static let groups: [EndpointGroup] = [
        .accessControlLists,
        .auditLogs,
        .authentications,
        .bindings,
        .executions,
        .expressionLanguage,
        .expressions,
        .flows,
        .groups,
        .logs,
        .me,
        .namespaces,
        .outputs,
        .pages,
        .plugins,
        .roles,
        .scimDiscovery,
        .scimGroups,
        .scimUsers,
        .secrets,
        .securityIntegrations,
        .serviceAccounts,
        .signIn,
        .tenantAccess,
        .tenantSecrets,
        .tenants,
        .users,
    ]

    /// The entries of all groups.
    static let endpoints = groups.flatMap(\.endpoints)

    /// The operations of the contract that this release does not have.
    static let unbuilt = UnbuiltOperations.groups.flatMap(\.endpoints)

    /// Names that no tenant may have: a path segment stands for them.
    static let reservedTenantNames =
        Router(endpoints + unbuilt, measures: GatewayMeasures(Metrics())).reservedTenantNames
}
