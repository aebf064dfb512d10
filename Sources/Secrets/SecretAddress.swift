public import Tenancy

/// The key of a secret within its namespace: a letter or a digit, then up to 254 of letters, digits, `_`, `.` and `-`.
public struct SecretKey: Hashable, Sendable, LosslessStringConvertible {
    /// The key as written.
    public let description: String

    /// Reads a key; `nil` if it has another form.
    public init?(_ text: String) {
        guard let first = text.utf8.first, text.utf8.count <= 255, Self.isAlphanumeric(first) else { return nil }
        guard text.utf8.allSatisfy({ Self.isAlphanumeric($0) || Self.isJoining($0) }) else { return nil }
        self.description = text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }

    private static func isJoining(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}

/// Where a secret stands in a tenant.
public struct SecretAddress: Hashable, Sendable {
    /// The namespace that the secret belongs to.
    public var namespace: Namespace.Name
    /// The key, which no other secret of the namespace has.
    public var key: SecretKey

    /// Names a secret.
    ///
    /// - Parameters:
    ///   - namespace: The namespace that the secret belongs to.
    ///   - key: The key.
    public init(_ namespace: Namespace.Name, _ key: SecretKey) {
        self.namespace = namespace
        self.key = key
    }
}

/// One version of a secret of a tenant: what a stored value is bound to.
public struct SecretVersionAddress: Hashable, Sendable {
    /// The tenant.
    public var tenant: Tenant.ID
    /// The secret.
    public var secret: SecretAddress
    /// The number of the version, from 1.
    public var version: Int

    /// Names a version.
    ///
    /// - Parameters:
    ///   - version: The number of the version, from 1.
    ///   - secret: The secret.
    ///   - tenant: The tenant.
    public init(_ version: Int, of secret: SecretAddress, in tenant: Tenant.ID) {
        self.tenant = tenant
        self.secret = secret
        self.version = version
    }
}
