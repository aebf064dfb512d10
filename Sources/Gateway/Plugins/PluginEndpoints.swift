extension EndpointGroup {
    /// The types that flows are made of, with their schemas.
    static let plugins = EndpointGroup(
        "Plugins",
        [
            .read(ListPlugins.self),
            .read(ListPluginSubgroups.self),
            .read(ListPluginIcons.self),
            .read(ListPluginGroupIcons.self),
            .read(GetPluginIcon.self),
            .read(GetPluginIconImage.self),
            .read(ListInputTypes.self),
            .read(GetInputTypeSchema.self),
            .read(GetPluginUIManifest.self),
            .read(GetSchemaProperties.self),
            .read(GetTypeSchema.self),
            .read(ListTriggerPlugins.self),
            .read(GetPluginDocumentation.self),
            .read(ListPluginVersions.self),
            .read(GetPluginVersion.self),
        ]
    )
}
