public import Tenancy

/// Why the gate did not let a call through.
public enum GateError: Error, Equatable, Sendable {
    /// The caller did not show who it is, or what it showed is not good.
    case unauthenticated(Reason)
    /// The caller may not know whether the thing exists.
    case hidden
    /// The caller's roles lack a permission, in the namespace or in the tenant as a whole.
    case denied(Permission, namespace: Namespace.Name?)
    /// Only those who manage the instance may do this.
    case superadminOnly
    /// The caller asks too often.
    case throttled(retryAfter: Duration)

    /// What was wrong with what the caller showed.
    public enum Reason: String, Sendable {
        /// Nothing was shown.
        case missing = "a bearer token or a session is needed"
        /// The token or the session is not known, or has been ended.
        case unknown = "the token or the session is not known, or has ended"
        /// The token or the session is past its time.
        case expired = "the token or the session has expired"
        /// Every tenant that knows the account has deactivated it.
        case inactive = "the account is not active"
        /// The integration that the token is of has been disabled.
        case disabled = "the integration of the token is disabled"
    }
}
