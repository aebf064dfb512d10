extension EndpointGroup {
    /// Identity providers that provision a tenant, for those who manage the instance.
    static let securityIntegrations = EndpointGroup(
        "SecurityIntegrations",
        [
            .read(ListSecurityIntegrations.self),
            .change(CreateSecurityIntegration.self),
            .read(SearchSecurityIntegrations.self),
            .read(GetSecurityIntegration.self),
            .change(DeleteSecurityIntegration.self),
            .change(DisableSecurityIntegration.self),
            .change(EnableSecurityIntegration.self),
        ]
    )
}
