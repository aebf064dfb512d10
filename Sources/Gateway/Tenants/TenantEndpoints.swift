extension EndpointGroup {
    /// Tenants, for those who manage the instance.
    static let tenants = EndpointGroup(
        "Tenants",
        [
            .change(CreateTenant.self),
            .read(SearchTenants.self),
            .read(GetTenant.self),
            .change(UpdateTenant.self),
            .change(DeleteTenant.self),
            .change(SetTenantLogo.self),
            .read(GetDefaultDashboards.self),
            .change(SetDefaultDashboards.self),
        ]
    )
}
