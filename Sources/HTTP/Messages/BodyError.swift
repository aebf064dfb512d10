/// Why a body cannot be read.
public enum BodyError: Error, Equatable, CustomStringConvertible {
    /// The body is larger than allowed.
    case tooLarge(limit: Int)
    /// The client sent the body too slowly.
    case timeout
    /// The client closed the connection, or reset the stream, before the body ended.
    case clientGone
    /// The body breaks the rules of the protocol.
    case malformed(reason: String)
    /// The reading task was cancelled.
    case cancelled
    /// Another task is reading already.
    case busy

    /// What is wrong, for the client.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the body is larger than \(limit) bytes"
        case .timeout: "the body came too slowly"
        case .clientGone: "the client closed the connection"
        case .malformed(let reason): reason
        case .cancelled: "the request was cancelled"
        case .busy: "the body is being read by another task"
        }
    }

    /// The status that tells the client.
    public var status: Status {
        switch self {
        case .tooLarge: .contentTooLarge
        case .timeout: .requestTimeout
        case .clientGone, .malformed: .badRequest
        case .cancelled, .busy: .internalServerError
        }
    }
}

/// Why a body cannot be written.
public enum WriteError: Error, Equatable, CustomStringConvertible {
    /// The client closed the connection, reset the stream, or stopped reading.
    case clientGone
    /// The writing task was cancelled.
    case cancelled
    /// More was written than the length announced.
    case tooLong

    /// What is wrong.
    public var description: String {
        switch self {
        case .clientGone: "the client closed the connection"
        case .cancelled: "the response was cancelled"
        case .tooLong: "the body is longer than announced"
        }
    }
}
