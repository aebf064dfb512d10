/// What happens under a database, for logs and counters.
public enum DatabaseEvent: Sendable, Equatable {
    /// A connection was made.
    case connected
    /// A connection could not be made; the detail is in the error's `debugDescription`.
    case connectionFailed(DatabaseError)
    /// A connection was lost that had been in use or idle.
    case connectionLost
    /// A transaction is run again.
    case retried(attempt: Int, because: DatabaseError)
}
