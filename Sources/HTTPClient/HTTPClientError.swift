/// Why a request got no answer; an answer of any status is no error.
public enum HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server cannot be reached, or the connection broke.
    case unavailable(reason: String)
    /// The server did not answer in time.
    case timedOut
    /// The server cannot be trusted: its certificate is not what it should be.
    case refused(reason: String)
    /// The answer is larger than the client takes.
    case tooLarge(limit: Int)
    /// The request cannot be sent as it is.
    case invalid(reason: String)
    /// The closure that takes the body wants no more of it.
    case stopped
    /// The task was cancelled.
    case cancelled

    /// What happened, in one sentence without the URL.
    public var description: String {
        switch self {
        case .unavailable(let reason): "the server cannot be reached: \(reason)"
        case .timedOut: "the server did not answer in time"
        case .refused(let reason): "the server cannot be trusted: \(reason)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .invalid(let reason): reason
        case .stopped: "the answer could not be kept"
        case .cancelled: "the request was cancelled"
        }
    }
}
