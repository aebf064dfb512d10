/// Why the database could not do what it was asked.
///
/// The `description` of a case is fixed text: what the server said may hold values and is in `debugDescription` only.
public enum DatabaseError: Error, Sendable, Equatable {
    /// The server refused a statement.
    case server(ServerError)
    /// The connection could not be made, or was lost before the transaction was committed.
    case connection(String)
    /// The connection was lost while the commit was in flight: the change may or may not have been made.
    case commitUnknown(String)
    /// A deadline passed; the transaction was rolled back.
    case timeout
    /// The task was cancelled; the transaction was rolled back.
    case cancelled
    /// A value of a result is not what the caller asked for.
    case decoding(column: String, reason: String)
    /// A value cannot be sent; parameters count from 1.
    case encoding(parameter: Int, reason: String)
    /// Every connection stayed in use for as long as the caller may wait, or too many callers wait already.
    case poolExhausted
    /// The database was stopped.
    case closed
    /// The connection's role could evade row security.
    case unsafeRole(String)
    /// The migrations and the database do not fit together.
    case migration(String)
    /// The embedded cluster cannot be made, started or stopped.
    case cluster(String)
    /// The call is not possible in this place.
    case misuse(String)
}

extension DatabaseError {
    /// Whether the same work may succeed if the caller starts it again from the beginning.
    ///
    /// A lost commit is not: the change may already have been made.
    public var isRetriable: Bool {
        switch self {
        case .server(let error): error.isRetriable
        case .connection, .poolExhausted: true
        case .commitUnknown, .timeout, .cancelled, .decoding, .encoding, .closed, .unsafeRole, .migration, .cluster,
            .misuse:
            false
        }
    }

    /// The five characters of the server's error code, when the server refused a statement.
    public var sqlState: String? {
        guard case .server(let error) = self else { return nil }
        return error.sqlState
    }

    /// The constraint that was violated, when the server named one.
    public var constraint: String? {
        guard case .server(let error) = self else { return nil }
        return error.constraint
    }
}

extension DatabaseError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What happened, without values, hosts or statements.
    public var description: String {
        switch self {
        case .server(let error): error.description
        case .connection: "the connection to the database failed"
        case .commitUnknown: "the connection to the database was lost during the commit"
        case .timeout: "the database did not answer in time"
        case .cancelled: "the work was cancelled"
        case .decoding: "a value from the database has an unexpected form"
        case .encoding(let parameter, _): "parameter \(parameter) cannot be sent to the database"
        case .poolExhausted: "no connection to the database became free in time"
        case .closed: "the database was closed"
        case .unsafeRole(let reason), .migration(let reason), .cluster(let reason), .misuse(let reason): reason
        }
    }

    /// Everything that is known, which may include values and hosts: for an operator only.
    public var debugDescription: String {
        switch self {
        case .server(let error): error.debugDescription
        case .connection(let detail), .commitUnknown(let detail): "\(description): \(detail)"
        case .decoding(let column, let reason): "column `\(column)` \(reason)"
        case .encoding(let parameter, let reason): "parameter \(parameter) \(reason)"
        case .timeout, .cancelled, .poolExhausted, .closed, .unsafeRole, .migration, .cluster, .misuse: description
        }
    }
}
