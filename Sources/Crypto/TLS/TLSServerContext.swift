/// What all connections of a TLS server have in common: certificate, key, and what is accepted.
///
/// TLS 1.2 with forward secrecy and authenticated ciphers is the least; renegotiation and compression are off. The files
/// are read once. To load them again make a new context and use it for the connections to come: those that
/// are open keep the old one, and clients make a full handshake once, as the keys of the session tickets are new.
///
/// Sessions are resumed by ticket, but not where clients show certificates: a resumed session would not look at the
/// certificate again.
public final class TLSServerContext: Sendable {
    /// Which clients are let in.
    public enum ClientAuthentication: Equatable, Sendable {
        /// No certificate is asked for.
        case none
        /// A certificate is asked for, and has to be valid where one is shown.
        case optional(authorities: String)
        /// A certificate is demanded; `authorities` is the PEM file of those who may issue it.
        case required(authorities: String)
    }

    let handle: TLSContextHandle

    /// When the certificate begins to be valid, in seconds since 1970.
    public let notBefore: Int64
    /// When the certificate ends, in seconds since 1970.
    public let notAfter: Int64

    /// Reads the files and checks that the key belongs to the certificate.
    ///
    /// A certificate that is not valid today is no error, so that a server can be started to replace it: see
    /// ``warning(at:within:)``.
    ///
    /// - Parameters:
    ///   - certificateChain: The path of a PEM file: the certificate first, then those between it and the root.
    ///   - privateKey: The path of a PEM file with the private key, not encrypted.
    ///   - applicationProtocols: What may be spoken, best first. A client that names protocols but none of these is
    ///     refused; one that names none goes on without.
    ///   - clients: Which clients are let in.
    /// - Throws: ``CryptoError/file(path:reason:)`` with the file that is missing, unreadable, or does not fit.
    public init(
        certificateChain: String,
        privateKey: String,
        applicationProtocols: [String] = ["h2", "http/1.1"],
        clients: ClientAuthentication = .none
    ) throws(CryptoError) {
        let identity = TLSIdentity(certificateChain: certificateChain, privateKey: privateKey)
        let handle = try TLSContextHandle(isServer: true, applicationProtocols: applicationProtocols)
        let validity = try handle.use(identity)
        switch clients {
        case .none: try handle.allowResumption()
        case .optional(let authorities): try handle.verifyClients(with: authorities, areRequired: false)
        case .required(let authorities): try handle.verifyClients(with: authorities, areRequired: true)
        }
        self.handle = handle
        notBefore = validity.notBefore
        notAfter = validity.notAfter
    }

    /// A sentence where the certificate needs care.
    ///
    /// - Parameters:
    ///   - now: The time in seconds since 1970.
    ///   - margin: How many seconds before its end the certificate is worth a warning, two weeks by default.
    /// - Returns: `nil` for a certificate that is valid for longer than the margin.
    public func warning(at now: Int64, within margin: Int64 = 14 * 86_400) -> String? {
        if now < notBefore { return "the certificate is not valid yet" }
        if now >= notAfter { return "the certificate has expired" }
        guard notAfter - now < margin else { return nil }
        return "the certificate expires in \((notAfter - now) / 86_400) days"
    }
}
