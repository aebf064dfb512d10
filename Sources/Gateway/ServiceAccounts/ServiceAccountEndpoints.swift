extension EndpointGroup {
    /// Service accounts of the instance and of a tenant, with their tokens.
    static let serviceAccounts = EndpointGroup(
        "ServiceAccount",
        [
            .read(ListServiceAccounts.self),
            .change(CreateServiceAccount.self),
            .read(GetServiceAccount.self),
            .change(PatchServiceAccount.self),
            .change(DeleteServiceAccount.self),
            .change(SetServiceAccountSuperadmin.self),
            .read(ListServiceAccountTokens.self),
            .change(CreateServiceAccountToken.self),
            .change(DeleteServiceAccountToken.self),
            .read(ListTenantServiceAccounts.self),
            .change(CreateTenantServiceAccount.self),
            .read(GetTenantServiceAccount.self),
            .change(UpdateTenantServiceAccount.self),
            .change(DeleteTenantServiceAccount.self),
            .read(ListTenantServiceAccountTokens.self),
            .change(CreateTenantServiceAccountToken.self),
            .change(DeleteTenantServiceAccountToken.self),
        ]
    )
}
