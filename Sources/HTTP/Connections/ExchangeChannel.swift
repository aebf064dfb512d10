/// The side of an exchange that speaks the protocol: an HTTP/1 connection, or a stream of HTTP/2.
///
/// All calls are made on the loop of the connection, for the exchange the channel carries at the time.
protocol ExchangeChannel: AnyObject {
    /// The handler waits for bytes of the body.
    func bodyWanted()
    /// The handler took bytes of the body.
    func bodyTaken(_ count: Int)
    /// Sends a response whose body is whole.
    func send(_ response: Response)
    /// Sends the head of a response whose body follows; false when no body may follow.
    func begin(_ response: Response, contentLength: Int?) -> Bool
    /// Sends a piece of the body.
    func write(_ bytes: [UInt8])
    /// The body is complete.
    func finish()
    /// Breaks the response off.
    func abort()
    /// The bytes of this response that could not be sent yet.
    var unsent: Int { get }
}
