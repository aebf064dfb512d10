/// The method of a request.
public enum Method: Sendable, Hashable, CustomStringConvertible {
    /// Reads a resource.
    case get
    /// Reads the header fields of a resource.
    case head
    /// Has a resource process the body.
    case post
    /// Replaces a resource.
    case put
    /// Changes a part of a resource.
    case patch
    /// Removes a resource.
    case delete
    /// Asks what can be done.
    case options
    /// Any other token; never one of the above.
    case other(String)

    /// Makes the method of a name; names are case-sensitive.
    public init(_ name: String) {
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        case "PUT": self = .put
        case "PATCH": self = .patch
        case "DELETE": self = .delete
        case "OPTIONS": self = .options
        default: self = .other(name)
        }
    }

    /// The name on the wire.
    public var description: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }
}
