import COpenSSL
import Glibc

/// Owns an `SSL_CTX` and what its callbacks look at.
@safe
final class TLSContextHandle: @unchecked Sendable {
    // Sendable: everything is set before a context is given to anybody. From then on only `SSL_new` is called, which
    // several threads may do at once; counts and ticket keys inside are under OpenSSL's own locks.

    private let pointer: OpaquePointer
    // The protocols on offer, each with its length before it. OpenSSL holds the address.
    private let protocols: UnsafeMutableBufferPointer<UInt8>

    /// Forward secrecy and authenticated encryption only.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    init(isServer: Bool, applicationProtocols names: [String]) throws(CryptoError) {
        guard names.allSatisfy({ 1...255 ~= $0.utf8.count }) else {
            throw .malformed(expected: "application protocols of 1 to 255 bytes")
        }
        guard let pointer = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw OpenSSLHandle.failure("SSL_CTX_new")
        }
        let wire = names.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }
        let protocols = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: wire.count)
        _ = unsafe protocols.initialize(from: wire)
        unsafe self.pointer = pointer
        unsafe self.protocols = protocols

        unsafe SSL_CTX_set_options(pointer, isServer ? shim_SSL_OP_SERVER : shim_SSL_OP_CLIENT)
        unsafe shim_SSL_CTX_set_mode(pointer, Int(shim_SSL_MODES))
        unsafe shim_SSL_CTX_set_read_ahead(pointer)
        unsafe shim_SSL_CTX_set_session_cache_off(pointer)
        unsafe shim_SSL_CTX_set_max_cert_list(pointer, 32 * 1024)
        // Without this OpenSSL asks the terminal for the password of an encrypted key.
        unsafe SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in 0 }
        guard unsafe shim_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1,
            unsafe shim_SSL_CTX_set_groups(pointer, "X25519:P-256:P-384") == 1
        else { throw OpenSSLHandle.failure("SSL_CTX_set") }
        guard !wire.isEmpty else { return }
        if isServer {
            offerProtocols()
        } else {
            guard unsafe SSL_CTX_set_alpn_protos(pointer, protocols.baseAddress, UInt32(wire.count)) == 0 else {
                throw OpenSSLHandle.failure("SSL_CTX_set_alpn_protos")
            }
        }
    }

    deinit {
        // Sessions keep the `SSL_CTX` alive, and each connection keeps this object: the protocols go last.
        unsafe SSL_CTX_free(pointer)
        unsafe protocols.deallocate()
    }

    func makeSession() -> OpaquePointer? { unsafe SSL_new(pointer) }

    /// Loads a certificate with its chain and key.
    func use(_ identity: TLSIdentity) throws(CryptoError) -> (notBefore: Int64, notAfter: Int64) {
        try Self.checkReadable(identity.certificateChain)
        try Self.checkReadable(identity.privateKey)
        guard unsafe SSL_CTX_use_certificate_chain_file(pointer, identity.certificateChain) == 1 else {
            throw Self.fileFailure(identity.certificateChain, expected: "a certificate chain in PEM form")
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(pointer, identity.privateKey, SSL_FILETYPE_PEM) == 1 else {
            let reason = ERR_GET_REASON(ERR_peek_error())
            guard reason != X509_R_KEY_VALUES_MISMATCH, reason != X509_R_KEY_TYPE_MISMATCH else {
                throw Self.mismatch(identity)
            }
            throw Self.fileFailure(identity.privateKey, expected: "a private key in PEM form, not encrypted")
        }
        guard unsafe SSL_CTX_check_private_key(pointer) == 1 else { throw Self.mismatch(identity) }
        let certificate = unsafe SSL_CTX_get0_certificate(pointer)
        return unsafe (
            CertificateHandle.seconds(X509_get0_notBefore(certificate)),
            CertificateHandle.seconds(X509_get0_notAfter(certificate))
        )
    }

    /// Lets clients take up sessions by ticket.
    func allowResumption() throws(CryptoError) {
        let name = [UInt8]("reeve".utf8)
        guard unsafe SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count)) == 1 else {
            throw OpenSSLHandle.failure("SSL_CTX_set_session_id_context")
        }
    }

    /// Asks clients for a certificate.
    func verifyClients(with authorities: String, areRequired: Bool) throws(CryptoError) {
        try trust(authorities)
        guard let names = unsafe SSL_load_client_CA_file(authorities) else {
            throw Self.fileFailure(authorities, expected: "certificates of authorities in PEM form")
        }
        unsafe SSL_CTX_set_client_CA_list(pointer, names)
        let mode = areRequired ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER
        unsafe SSL_CTX_set_verify(pointer, mode, nil)
        // A resumed session would not look at the certificate again.
        unsafe SSL_CTX_set_options(pointer, shim_SSL_OP_NO_TICKET)
        guard unsafe SSL_CTX_set_num_tickets(pointer, 0) == 1 else {
            throw OpenSSLHandle.failure("SSL_CTX_set_num_tickets")
        }
    }

    /// Demands a certificate of every server.
    func verifyServers(with authorities: String?) throws(CryptoError) {
        if let authorities {
            try trust(authorities)
        } else {
            guard unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw OpenSSLHandle.failure("SSL_CTX_set_default_verify_paths")
            }
        }
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    }

    private func trust(_ authorities: String) throws(CryptoError) {
        try Self.checkReadable(authorities)
        guard unsafe SSL_CTX_load_verify_file(pointer, authorities) == 1 else {
            throw Self.fileFailure(authorities, expected: "certificates of authorities in PEM form")
        }
    }

    /// Chooses the first of our protocols that the client names too.
    private func offerProtocols() {
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_alpn_select_cb(
            pointer,
            { _, chosen, chosenCount, offered, offeredCount, owner in
                guard let owner = unsafe owner, let chosen = unsafe chosen, offeredCount > 0 else {
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                let context = unsafe Unmanaged<TLSContextHandle>.fromOpaque(owner).takeUnretainedValue()
                let result = unsafe SSL_select_next_proto(
                    UnsafeMutableRawPointer(chosen).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self),
                    chosenCount,
                    context.protocols.baseAddress,
                    UInt32(context.protocols.count),
                    offered,
                    offeredCount
                )
                return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
            },
            owner
        )
    }

    /// Fails with the system's reason where a file cannot be opened.
    private static func checkReadable(_ path: String) throws(CryptoError) {
        guard unsafe access(path, R_OK) != 0 else { return }
        throw .file(path: path, reason: unsafe String(cString: strerror(errno)).lowercased())
    }

    /// The error of a file that was opened but not understood.
    private static func fileFailure(_ path: String, expected: String) -> CryptoError {
        let code = OpenSSLHandle.drainedError()
        return .file(path: path, reason: "expected \(expected), found: \(OpenSSLHandle.reason(of: code))")
    }

    private static func mismatch(_ identity: TLSIdentity) -> CryptoError {
        ERR_clear_error()
        return .file(path: identity.privateKey, reason: "the key is not that of `\(identity.certificateChain)`")
    }
}
