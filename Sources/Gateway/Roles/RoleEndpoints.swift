extension EndpointGroup {
    /// Roles of a tenant.
    static let roles = EndpointGroup(
        "Roles",
        [
            .change(CreateRole.self),
            .read(AutocompleteRoles.self),
            .read(ListRoles.self),
            .read(SearchRoles.self),
            .read(GetRole.self),
            .change(UpdateRole.self),
            .change(DeleteRole.self),
        ]
    )
}
