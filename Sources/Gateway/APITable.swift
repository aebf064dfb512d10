/// The route table: every operation of the public API is in one of these groups, or does not exist.
enum APITable {
    static let groups: [EndpointGroup] = [
        .accessControlLists,
        .bindings,
        .groups,
        .roles,
    ]

    /// The entries of all groups.
    static let endpoints = groups.flatMap(\.endpoints)
}
