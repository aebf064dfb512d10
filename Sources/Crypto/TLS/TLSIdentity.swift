/// The files with which one side of a TLS connection proves who it is.
public struct TLSIdentity: Equatable, Sendable {
    /// A PEM file: the certificate first, then those between it and the root.
    public var certificateChain: String
    /// A PEM file with the private key, not encrypted.
    public var privateKey: String

    /// Names the files; nothing is read yet.
    ///
    /// - Parameters:
    ///   - certificateChain: The path of the certificates.
    ///   - privateKey: The path of the key.
    public init(certificateChain: String, privateKey: String) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }
}
