/// What a token is for; its prefix says it to people and to scanners for leaked secrets.
public enum TokenKind: String, CaseIterable, Sendable {
    /// A person's own token.
    case personal = "rvp"
    /// The token of a service account.
    case serviceAccount = "rvs"
    /// The token with which an identity provider provisions accounts.
    case provisioning = "rvi"
    /// The token with which a worker enrols once.
    case workerEnrolment = "rvw"
    /// The token of one execution.
    case execution = "rvj"
}
