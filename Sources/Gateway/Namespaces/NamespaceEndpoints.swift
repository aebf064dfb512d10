extension EndpointGroup {
    /// Namespaces of a tenant.
    static let namespaces = EndpointGroup(
        "Namespaces",
        [
            .change(CreateNamespace.self),
            .read(AutocompleteNamespaces.self),
            .read(SearchNamespaces.self),
            .read(GetNamespace.self),
            .change(UpdateNamespace.self),
            .change(DeleteNamespace.self),
            .read(GetInheritedVariables.self),
        ]
    )
}
