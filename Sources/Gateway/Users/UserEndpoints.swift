extension EndpointGroup {
    /// Users of the instance, and their groups in a tenant.
    static let users = EndpointGroup(
        "Users",
        [
            .read(ListUsers.self),
            .change(CreateUser.self),
            .read(GetUser.self),
            .change(UpdateUser.self),
            .change(PatchUser.self),
            .change(DeleteUser.self),
            .read(ListUserTokens.self),
            .change(CreateUserToken.self),
            .change(DeleteUserToken.self),
            .change(DeleteUserAuthentication.self),
            .change(ImpersonateUser.self),
            .change(SetUserPassword.self),
            .change(EndUserSessions.self),
            .change(RestrictUser.self),
            .change(SetUserSuperadmin.self),
            .change(SetUserGroups.self),
            .read(AutocompleteUsers.self),
            .change(ChangeMyPassword.self),
        ]
    )
}
