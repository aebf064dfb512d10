extension EndpointGroup {
    /// Who has access to a tenant.
    static let tenantAccess = EndpointGroup(
        "Tenant Access",
        [
            .read(ListTenantAccess.self),
            .change(GrantTenantAccess.self),
            .read(GetTenantAccess.self),
            .change(PutTenantAccess.self),
            .change(EndTenantAccess.self),
        ]
    )
}
