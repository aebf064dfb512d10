/// A certificate with its key, made here: for a server that was given none, an authority of our own, or a test.
///
/// ```swift
/// let authority = try GeneratedCertificate.selfSigned(.init(commonName: "workers", isAuthority: true))
/// let worker = try authority.issue(.init(commonName: "worker-1", uris: ["spiffe://example/worker/1"]))
/// ```
///
/// Keys are on the curve P-256, signatures are ECDSA with SHA-256, serial numbers are 127 random bits.
public final class GeneratedCertificate: Sendable {
    /// What a certificate is to say.
    public struct Description: Equatable, Sendable {
        /// The common name, of 1 to 64 bytes.
        public var commonName: String
        /// The host names it is valid for.
        public var hostNames: [String]
        /// The addresses it is valid for, as `127.0.0.1` or `::1`.
        public var addresses: [String]
        /// The URIs it is valid for.
        public var uris: [String]
        /// Whether its key may sign certificates.
        public var isAuthority: Bool
        /// How long it is valid, from five minutes ago, to allow for clocks that differ.
        public var lifetime: Duration

        /// Describes a certificate for servers and clients, valid for a year unless said otherwise.
        ///
        /// - Parameters:
        ///   - commonName: The common name, of 1 to 64 bytes.
        ///   - hostNames: The host names it is valid for.
        ///   - addresses: The addresses it is valid for.
        ///   - uris: The URIs it is valid for.
        ///   - isAuthority: Whether its key may sign certificates.
        ///   - lifetime: How long it is valid from now; one in the past is possible, for tests.
        public init(
            commonName: String,
            hostNames: [String] = [],
            addresses: [String] = [],
            uris: [String] = [],
            isAuthority: Bool = false,
            lifetime: Duration = .seconds(365 * 86_400)
        ) {
            self.commonName = commonName
            self.hostNames = hostNames
            self.addresses = addresses
            self.uris = uris
            self.isAuthority = isAuthority
            self.lifetime = lifetime
        }

        /// The alternative names in OpenSSL's syntax, or `nil` where one cannot be written in it.
        var alternativeNames: String? {
            let names = hostNames.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" } + uris.map { "URI:\($0)" }
            // A comma would begin another name.
            let isPlain = names.allSatisfy { name in
                name.utf8.allSatisfy { 0x21...0x7e ~= $0 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\\") }
            }
            return isPlain ? names.joined(separator: ",") : nil
        }
    }

    private let handle: IssuedCertificateHandle

    private init(_ handle: IssuedCertificateHandle) {
        self.handle = handle
    }

    /// Makes a certificate that is signed with its own key.
    ///
    /// - Parameter description: What it is to say.
    /// - Returns: The certificate with a new key.
    /// - Throws: ``CryptoError/malformed(expected:)`` for a name that cannot be in a certificate.
    public static func selfSigned(_ description: Description) throws(CryptoError) -> GeneratedCertificate {
        GeneratedCertificate(try IssuedCertificateHandle(description, issuer: nil))
    }

    /// Makes a certificate that is signed with this one's key.
    ///
    /// - Parameter description: What it is to say.
    /// - Returns: The certificate with a new key.
    /// - Throws: ``CryptoError/malformed(expected:)`` for a name that cannot be in a certificate.
    public func issue(_ description: Description) throws(CryptoError) -> GeneratedCertificate {
        GeneratedCertificate(try IssuedCertificateHandle(description, issuer: handle))
    }

    /// The certificate in PEM form, without those above it.
    public var certificate: String { handle.certificateText }

    /// The private key in PEM form, not encrypted: write it to a file that only its owner may read.
    public var privateKey: String { handle.privateKeyText }
}
