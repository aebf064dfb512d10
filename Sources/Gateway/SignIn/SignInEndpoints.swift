extension EndpointGroup {
    /// How a caller begins: the set-up, sign-in and what the instance is.
    static let signIn = EndpointGroup(
        "Misc",
        [
            .open(GetSetUp.self),
            .open(SetUpInstance.self),
            .open(SignInByAPI.self),
            .open(SignOut.self),
            .open(GetLoginConfiguration.self),
            .read(GetConfiguration.self),
            .open(GetOpenAPIDocument.self),
        ]
    )

    /// The same outside the API's path, and the page that carries the cross-site token.
    static let pages = EndpointGroup(
        "login",
        [
            .open(SignIn.self),
            .open(SignOutBesideLogin.self),
            .open(StatusPage.self),
            .open(GetHealth.self),
        ]
    )

    /// Methods to sign in by.
    static let authentications = EndpointGroup("Auths", [.open(ListAuthentications.self)])
}
