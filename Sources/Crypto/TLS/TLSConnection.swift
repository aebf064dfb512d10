/// One TLS connection over a non-blocking socket.
///
/// It belongs to the thread of its event loop and never blocks. The descriptor stays the caller's: it must be open for
/// as long as the connection is used, and is not closed by it.
///
/// ## With edge-triggered polling
///
/// Read until ``TLSTransfer/wantRead``; only then may the next edge be awaited. A connection that is left before, as when
/// the reader is slow, may hold bytes for which no edge will come: take it up again by yourself.
///
/// The system call that would only say that the socket is empty can be saved: a read of the socket that comes back
/// short is then remembered. For this call ``noteReadable()`` on *every* `EPOLLIN`, also while nothing is being read;
/// without these calls nothing is remembered. The end of the stream may stand behind a short read, therefore call
/// ``noteHangUp()`` on `EPOLLRDHUP`, `EPOLLHUP` and `EPOLLERR` before reading.
public final class TLSConnection {
    private let session: TLSSessionHandle
    // A session points at what its context owns.
    private let context: TLSContextHandle

    /// Begins as the server of a connection that was accepted.
    ///
    /// - Parameters:
    ///   - context: Certificate and key.
    ///   - descriptor: A connected, non-blocking stream socket.
    /// - Throws: ``CryptoError/library(operation:code:)`` where memory is exhausted.
    public init(_ context: TLSServerContext, descriptor: Int32) throws(CryptoError) {
        self.context = context.handle
        session = try TLSSessionHandle(context.handle, descriptor: descriptor, serverName: nil)
    }

    /// Begins as the client of a connection that was made.
    ///
    /// - Parameters:
    ///   - context: Whom to trust.
    ///   - descriptor: A connected, non-blocking stream socket.
    ///   - serverName: The name or address that the server's certificate must bear.
    /// - Throws: ``CryptoError/malformed(expected:)`` for a name that no certificate can bear,
    ///   ``CryptoError/library(operation:code:)`` where memory is exhausted.
    public init(_ context: TLSClientContext, descriptor: Int32, serverName: String) throws(CryptoError) {
        self.context = context.handle
        session = try TLSSessionHandle(context.handle, descriptor: descriptor, serverName: serverName)
    }

    /// Goes on with the handshake as far as the socket allows.
    ///
    /// - Returns: How far it has come. On failure an alert has been sent to the peer where possible.
    public func handshake() -> TLSStatus {
        session.handshake()
    }

    /// Reads what the peer has sent, up to one record (16 KiB) for each call.
    ///
    /// - Parameter bytes: Where to put it, from the beginning; of any size.
    /// - Returns: How many bytes were put there, or why none.
    public func read(into bytes: inout MutableSpan<UInt8>) -> TLSTransfer {
        session.read(into: &bytes)
    }

    /// Sends bytes, as many as the socket takes.
    ///
    /// After ``TLSTransfer/wantWrite`` the same bytes have to be offered again; they may be elsewhere in memory and be
    /// followed by more.
    ///
    /// - Parameter bytes: What to send.
    /// - Returns: How many bytes need not be offered again, or why none. No bytes give `.bytes(0)`.
    public func write(_ bytes: Span<UInt8>) -> TLSTransfer {
        session.write(bytes)
    }

    /// Says goodbye to the peer, without waiting for its answer.
    ///
    /// Harmless at any time: after a failure, or before the handshake, nothing is sent.
    ///
    /// - Returns: `done` once the goodbye is with the kernel.
    public func shutdown() -> TLSStatus {
        session.shutdown()
    }

    /// Says that the socket may have something to read, and that every time this is so will be said.
    public func noteReadable() {
        session.noteReadable()
    }

    /// Makes each read ask the socket from now on, so that the end of the stream is seen.
    public func noteHangUp() {
        session.noteHangUp()
    }

    /// Whether bytes were taken from the socket that no read has given out yet.
    public var hasPending: Bool { session.hasPending }

    /// Whether the peer ended the stream in the proper way, so that nothing can be missing at its end.
    public var isClosedByPeer: Bool { session.isClosedByPeer }

    /// Whether an earlier session was taken up again.
    public var isResumed: Bool { session.isResumed }

    /// What was agreed to be spoken, once the handshake is done.
    public var negotiatedProtocol: String? { session.negotiatedProtocol }

    /// The version of TLS, as `TLSv1.3`.
    public var version: String { session.version }

    /// The peer's certificate where it has shown one; it was verified, else the handshake would have failed.
    public var peerCertificate: PeerCertificate? { session.peerCertificate }
}
