import COpenSSL

/// OpenSSL's own client over a socket, to see the server as others do.
@safe
final class PlainClient {
    private let context: OpaquePointer
    private let session: OpaquePointer
    // Both ends stay open for as long as the client is there.
    private let sockets: SocketPair

    init(_ sockets: SocketPair, versions: ClosedRange<Int32>, resuming earlier: PlainSession? = nil) throws {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw SocketFailure(code: 0) }
        guard let session = unsafe SSL_new(context) else {
            unsafe SSL_CTX_free(context)
            throw SocketFailure(code: 0)
        }
        unsafe self.context = context
        unsafe self.session = session
        self.sockets = sockets
        // Below TLS 1.2 needs a lower security level than Debian's.
        unsafe SSL_set_security_level(session, 0)
        _ = unsafe SSL_ctrl(session, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(versions.lowerBound), nil)
        _ = unsafe SSL_ctrl(session, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(versions.upperBound), nil)
        _ = unsafe SSL_set_fd(session, sockets.client)
        if let earlier {
            _ = unsafe SSL_set_session(session, earlier.pointer)
        }
        unsafe SSL_set_connect_state(session)
    }

    deinit {
        unsafe SSL_free(session)
        unsafe SSL_CTX_free(context)
    }

    var version: String { unsafe String(cString: SSL_get_version(session)) }
    var cipher: String { unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(session))) }
    var isResumed: Bool { unsafe SSL_session_reused(session) == 1 }

    /// The session for a later connection, with its ticket where the server gave one.
    var resumable: PlainSession? {
        guard let pointer = unsafe SSL_get1_session(session) else { return nil }
        return unsafe PlainSession(owning: pointer)
    }

    /// Offers these ciphers of TLS 1.2 only.
    func offer(_ ciphers: String) { _ = unsafe SSL_set_cipher_list(session, ciphers) }

    /// Whether the handshake is done, or `nil` while it is under way.
    func handshake() -> Bool? { result(of: unsafe SSL_do_handshake(session)) }

    /// Begins another handshake on a connection of TLS 1.2.
    func renegotiate() { _ = unsafe SSL_renegotiate(session) }

    func write(_ bytes: [UInt8]) -> Bool { unsafe SSL_write(session, bytes, Int32(bytes.count)) == bytes.count }

    func read() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe SSL_read(session, &bytes, Int32(bytes.count))
        ERR_clear_error()
        return Array(bytes.prefix(Int(max(count, 0))))
    }

    private func result(of code: Int32) -> Bool? {
        defer { ERR_clear_error() }
        guard code != 1 else { return true }
        let reason = unsafe SSL_get_error(session, code)
        return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? nil : false
    }
}

/// Owns an `SSL_SESSION`.
@safe
final class PlainSession {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe SSL_SESSION_free(pointer) }

    var hasTicket: Bool { unsafe SSL_SESSION_has_ticket(pointer) == 1 }
}

/// The versions of TLS, which macros name.
enum PlainVersion {
    static let v11 = TLS1_1_VERSION
    static let v12 = TLS1_2_VERSION
    static let v13 = TLS1_3_VERSION
}

/// An error in this thread's queue that nobody has taken.
enum PlainFailure {
    static var isLeft: Bool { ERR_peek_error() != 0 }

    static func leave() {
        _ = unsafe EVP_MD_fetch(nil, "no such digest", nil)
    }
}
