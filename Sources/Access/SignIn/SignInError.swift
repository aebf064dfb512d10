public import Daemon

/// Why a sign-in or the set-up was refused.
public enum SignInError: Error, Equatable, Sendable {
    /// No such user, or another password: a caller cannot tell which.
    case badCredentials
    /// Too many failed sign-ins of the name or from the address.
    case lockedOut(until: Instant)
    /// The instance has a user already.
    case alreadySetUp
    /// The password is not good enough; each fault is a sentence.
    case weakPassword([String])
    /// The server is hashing as many passwords as it may at once.
    case busy
}
