extension EndpointGroup {
    /// Bindings of roles to users and groups of a tenant.
    static let bindings = EndpointGroup(
        "Bindings",
        [
            .change(CreateBinding.self),
            .change(CreateBindings.self),
            .read(SearchBindings.self),
            .read(GetBinding.self),
            .change(DeleteBinding.self),
        ]
    )
}
