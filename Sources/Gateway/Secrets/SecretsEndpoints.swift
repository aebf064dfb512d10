extension EndpointGroup {
    /// Secrets of namespaces.
    static let secrets = EndpointGroup(
        "Namespaces",
        [
            .change(PutSecret.self),
            .change(PatchSecret.self),
            .change(DeleteSecret.self),
            .read(ListInheritedSecrets.self),
            .read(ListNamespaceSecrets.self),
            .read(ListSecretVersions.self),
            .change(RollBackSecret.self),
        ]
    )

    /// Secrets of all namespaces.
    static let tenantSecrets = EndpointGroup("Secrets", [.read(SearchSecrets.self)])
}
