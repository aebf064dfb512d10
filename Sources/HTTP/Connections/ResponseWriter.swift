public import EventLoop

/// Answers a request; it runs on the loop of the connection and is cancelled when the client goes away.
public typealias Handler = @Sendable (RequestHead, Exchange) async -> Response

/// Makes the response to a request that no handler sees: one that cannot be read, or that came too slowly.
///
/// The reason is a sentence for the client; it repeats nothing the client sent. The request is HTTP's own business, so there
/// is no ``RequestHead``.
public typealias ErrorResponder = @Sendable (_ status: Status, _ reason: String) -> Response

/// Writes the body of a response piece by piece.
public struct ResponseWriter: Sendable {
    let exchange: Exchange

    /// The loop of the connection.
    public var loop: EventLoop { exchange.loop }

    /// Whether the client is known to have gone away.
    public var isClientGone: Bool { exchange.isClientGone }

    /// Sends bytes.
    ///
    /// - Parameter bytes: What to send; sent at once as far as the client takes it.
    /// - Throws: ``WriteError``. It waits while more than 64 KiB are unsent; a client that reads nothing for the time
    ///   configured counts as gone.
    public func write(_ bytes: [UInt8]) async throws(WriteError) {
        try await exchange.write(bytes)
    }

    /// Sends a text.
    ///
    /// - Parameter text: What to send, as UTF-8.
    /// - Throws: ``WriteError``, as for bytes.
    public func write(_ text: String) async throws(WriteError) {
        try await exchange.write([UInt8](text.utf8))
    }
}
