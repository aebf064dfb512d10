import COpenSSL

/// Owns an `SSL` and the socket's `BIO` in it.
@safe
final class TLSSessionHandle {
    private let pointer: OpaquePointer
    private let socket: SocketHandle
    private var isFailed = false

    init(_ context: borrowing TLSContextHandle, descriptor: Int32, serverName: String?) throws(CryptoError) {
        let socket = SocketHandle(descriptor)
        guard let pointer = unsafe context.makeSession() else { throw OpenSSLHandle.failure("SSL_new") }
        guard let bio = unsafe socket.makeBIO() else {
            unsafe SSL_free(pointer)
            throw OpenSSLHandle.failure("BIO_new")
        }
        // From here the session frees the BIO. It takes one reference for both directions.
        unsafe SSL_set_bio(pointer, bio, bio)
        if let serverName {
            guard unsafe Self.expect(serverName, of: pointer) else {
                unsafe SSL_free(pointer)
                ERR_clear_error()
                throw .malformed(expected: "a host name or an address")
            }
            unsafe SSL_set_connect_state(pointer)
        } else {
            unsafe SSL_set_accept_state(pointer)
        }
        unsafe self.pointer = pointer
        self.socket = socket
    }

    deinit { unsafe SSL_free(pointer) }

    /// Sets the name that the server's certificate must bear.
    private static func expect(_ name: String, of session: OpaquePointer) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 253, !name.utf8.contains(0) else { return false }
        let parameters = unsafe SSL_get0_param(session)
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return true }
        // An address is not sent as a name (RFC 6066 section 3).
        unsafe SSL_set_hostflags(session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return unsafe SSL_set1_host(session, name) == 1 && shim_SSL_set_host_name(session, name) == 1
    }

    func handshake() -> TLSStatus {
        guard !isFailed else { return .failed(brokenBefore) }
        prepare()
        let result = unsafe SSL_do_handshake(pointer)
        guard result != 1 else { return .done }
        switch outcome(of: result) {
        case .wantRead: return .wantRead
        case .wantWrite: return .wantWrite
        case .closed: return .closed
        case .failed(let error): return .failed(error)
        case .bytes: return .done
        }
    }

    func read(into bytes: inout MutableSpan<UInt8>) -> TLSTransfer {
        guard !isFailed else { return .failed(brokenBefore) }
        guard !bytes.isEmpty else { return .bytes(0) }
        prepare()
        var count = 0
        let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe SSL_read_ex(pointer, buffer.baseAddress, buffer.count, &count)
        }
        return result == 1 ? .bytes(count) : outcome(of: result)
    }

    func write(_ bytes: Span<UInt8>) -> TLSTransfer {
        guard !isFailed else { return .failed(brokenBefore) }
        guard !bytes.isEmpty else { return .bytes(0) }
        prepare()
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            var total = 0
            while total < buffer.count {
                var count = 0
                let rest = unsafe UnsafeBufferPointer(rebasing: buffer[total...])
                let result = unsafe SSL_write_ex(pointer, rest.baseAddress, rest.count, &count)
                guard result == 1 else {
                    let outcome = outcome(of: result)
                    // What is with the kernel has to be reported first; the obstacle comes back with the next call.
                    guard total > 0, outcome == .wantRead || outcome == .wantWrite else { return outcome }
                    break
                }
                total += count
            }
            return .bytes(total)
        }
    }

    func shutdown() -> TLSStatus {
        guard !isFailed, unsafe SSL_is_init_finished(pointer) == 1 else { return .done }
        prepare()
        let result = unsafe SSL_shutdown(pointer)
        guard result < 0 else { return .done }
        switch outcome(of: result) {
        case .wantWrite: return .wantWrite
        case .failed(let error): return .failed(error)
        case .bytes, .wantRead, .closed: return .done
        }
    }

    func noteReadable() { socket.noteReadable() }

    func noteHangUp() { socket.noteHangUp() }

    var hasPending: Bool { unsafe SSL_has_pending(pointer) == 1 }

    var isClosedByPeer: Bool { unsafe SSL_get_shutdown(pointer) & SSL_RECEIVED_SHUTDOWN != 0 }

    var isResumed: Bool { unsafe SSL_session_reused(pointer) == 1 }

    var version: String { unsafe String(cString: SSL_get_version(pointer)) }

    var negotiatedProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(pointer, &name, &count)
        guard let name = unsafe name, count > 0 else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    var peerCertificate: PeerCertificate? {
        guard let certificate = unsafe SSL_get1_peer_certificate(pointer) else { return nil }
        return unsafe CertificateHandle(owning: certificate).peer
    }

    private var brokenBefore: CryptoError { .protocolFailure(code: 0, reason: "the connection has failed before") }

    /// Empties the error queue where another library has left something in it: `SSL_get_error` looks there first.
    private func prepare() {
        guard ERR_peek_error() != 0 else { return }
        ERR_clear_error()
    }

    /// Why a call moved nothing.
    private func outcome(of result: Int32) -> TLSTransfer {
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ: return .wantRead
        case SSL_ERROR_WANT_WRITE: return .wantWrite
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            isFailed = true
            let code = OpenSSLHandle.drainedError()
            // The stream ended without a goodbye; what was cut off is for the protocol above to see. Asked first, as
            // OpenSSL then tries to send an alert, which fails too.
            if socket.isEnded { return .closed }
            if socket.failure != 0 { return .failed(.socket(code: socket.failure)) }
            return .failed(.protocolFailure(code: code, reason: OpenSSLHandle.reason(of: code)))
        }
    }
}
