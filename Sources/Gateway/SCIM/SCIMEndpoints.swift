extension EndpointGroup {
    /// What the service offers of SCIM, and what not.
    static let scimDiscovery = EndpointGroup(
        "SCIM-Configuration",
        dialect: .scim,
        [
            .read(GetServiceProviderConfig.self),
            .read(ListResourceTypes.self),
            .read(GetResourceType.self),
            .read(ListSchemas.self),
            .read(GetSchema.self),
            .read(SearchSCIM.self),
            .read(RefuseBulk.self),
            .read(RefuseMe.self),
            .read(RefuseCreatingMe.self),
            .read(RefuseReplacingMe.self),
            .read(RefusePatchingMe.self),
            .read(RefuseDeletingMe.self),
        ]
    )

    /// Users that an identity provider provisions.
    static let scimUsers = EndpointGroup(
        "SCIM-Users",
        dialect: .scim,
        [
            .change(CreateSCIMUser.self),
            .read(ListSCIMUsers.self),
            .read(SearchSCIMUsers.self),
            .read(GetSCIMUser.self),
            .change(ReplaceSCIMUser.self),
            .change(PatchSCIMUser.self),
            .change(DeleteSCIMUser.self),
        ]
    )

    /// Groups that an identity provider provisions.
    static let scimGroups = EndpointGroup(
        "SCIM-Groups",
        dialect: .scim,
        [
            .change(CreateSCIMGroup.self),
            .read(ListSCIMGroups.self),
            .read(SearchSCIMGroups.self),
            .read(GetSCIMGroup.self),
            .change(ReplaceSCIMGroup.self),
            .change(PatchSCIMGroup.self),
            .change(DeleteSCIMGroup.self),
        ]
    )
}
