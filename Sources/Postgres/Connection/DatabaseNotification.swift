/// A message that a session sent with `notify`.
public struct DatabaseNotification: Sendable, Equatable {
    /// The channel it was sent on.
    public var channel: String
    /// What was sent with it.
    public var payload: String
    /// The server process of the session that sent it.
    public var backend: Int32
}
