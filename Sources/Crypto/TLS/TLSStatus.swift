/// How far a handshake or a shutdown has come.
public enum TLSStatus: Equatable, Sendable {
    /// It is complete.
    case done
    /// Call again once the socket is readable.
    case wantRead
    /// Call again once the socket is writable.
    case wantWrite
    /// The peer has closed the connection.
    case closed
    /// It cannot be completed; the connection is of no further use.
    case failed(CryptoError)
}

/// What a read or a write has moved.
public enum TLSTransfer: Equatable, Sendable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// None: call again once the socket is readable.
    case wantRead
    /// None: call again once the socket is writable.
    case wantWrite
    /// None, and none will follow: the peer has closed the connection.
    case closed
    /// None; the connection is of no further use.
    case failed(CryptoError)
}
