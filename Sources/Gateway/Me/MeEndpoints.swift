extension EndpointGroup {
    /// The caller itself, with its tokens.
    static let me = EndpointGroup(
        "Auths",
        [
            .read(GetMe.self),
            .change(PatchMe.self),
            .read(ListMyTokens.self),
            .change(CreateMyToken.self),
            .change(DeleteMyToken.self),
            .open(ValidatePassword.self),
        ]
    )
}
