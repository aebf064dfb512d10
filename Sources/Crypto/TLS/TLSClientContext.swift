/// What all connections of a TLS client have in common: whom it trusts, and who it is.
public final class TLSClientContext: Sendable {
    let handle: TLSContextHandle

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - authorities: The path of a PEM file with those who may issue the server's certificate; without one, those
    ///     that the system trusts.
    ///   - identity: The certificate to show where the server asks for one.
    ///   - applicationProtocols: What may be spoken, best first.
    /// - Throws: ``CryptoError/file(path:reason:)`` with the file that is missing, unreadable, or does not fit.
    public init(
        authorities: String? = nil,
        identity: TLSIdentity? = nil,
        applicationProtocols: [String] = []
    ) throws(CryptoError) {
        let handle = try TLSContextHandle(isServer: false, applicationProtocols: applicationProtocols)
        if let identity {
            _ = try handle.use(identity)
        }
        try handle.verifyServers(with: authorities)
        self.handle = handle
    }
}
