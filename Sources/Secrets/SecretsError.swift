/// Why a secret could not be read or kept, or a key could not be used.
public enum SecretsError: Error, Equatable, Sendable {
    /// There is no such secret, or it has no such version.
    case notFound
    /// What is stored was changed, or belongs to another tenant, namespace, secret, version or key.
    case notAuthentic
    /// A key is wrapped by a key-encryption key that this server does not have.
    case keyUnavailable(wrappingKey: String)
    /// A value is longer than a secret may be.
    case tooLong(limit: Int)
    /// The file of the key-encryption key cannot be used; the reason says what was expected and what was found.
    case keyFile(path: String, reason: String)
    /// The environment variable of the key-encryption key cannot be used.
    case keyVariable(name: String, reason: String)
    /// The cryptographic library refused a call that should have worked.
    case cryptography
}

extension SecretsError: CustomStringConvertible {
    /// A sentence with nothing in it that is secret.
    public var description: String {
        switch self {
        case .notFound: "there is no such secret"
        case .notAuthentic: "what is stored of the secret was changed or belongs elsewhere"
        case .keyUnavailable(let id): "the key-encryption key `\(id)` is needed, and this server does not have it"
        case .tooLong(let limit): "a secret has at most \(limit) bytes"
        case .keyFile(let path, let reason): "the file `\(path)` of the key-encryption key \(reason)"
        case .keyVariable(let name, let reason): "the environment variable `\(name)` \(reason)"
        case .cryptography: "a cryptographic operation failed"
        }
    }
}
