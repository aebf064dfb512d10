extension EndpointGroup {
    /// Groups of a tenant and their members.
    static let groups = EndpointGroup(
        "Groups",
        [
            .change(CreateGroup.self),
            .read(AutocompleteGroups.self),
            .read(ListGroups.self),
            .read(SearchGroups.self),
            .read(GetGroup.self),
            .change(UpdateGroup.self),
            .change(DeleteGroup.self),
            .read(SearchGroupMembers.self),
            .change(SetGroupMembership.self),
            .change(AddGroupMember.self),
            .change(RemoveGroupMember.self),
        ]
    )
}
