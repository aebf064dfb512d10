extension EndpointGroup {
    /// What roles can hold, and what the managed ones do.
    static let accessControlLists = EndpointGroup("Misc", [.read(ListPermissions.self), .read(ListTemplates.self)])
}
