/// The status code of a response.
public struct Status: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// The number, 200 to 599 for a final response.
    public let code: Int

    /// Makes the status of a number; one outside 200 to 599 becomes 500.
    public init(_ code: Int) {
        self.code = (200...599).contains(code) ? code : 500
    }

    /// Makes the status of a literal.
    public init(integerLiteral code: Int) {
        self.init(code)
    }

    /// The code and the standard phrase.
    public var description: String { "\(code) \(phrase)" }

    /// Whether a response of this status never has a body.
    public var forbidsBody: Bool { code == 204 || code == 304 }

    /// The standard phrase, or an empty string.
    public var phrase: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 207: "Multi-Status"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }

    /// The request succeeded.
    public static let ok: Status = 200
    /// A resource was created.
    public static let created: Status = 201
    /// The work goes on after the response.
    public static let accepted: Status = 202
    /// There is nothing to say.
    public static let noContent: Status = 204
    /// What the client holds is current.
    public static let notModified: Status = 304
    /// The request is malformed.
    public static let badRequest: Status = 400
    /// The client must authenticate.
    public static let unauthorized: Status = 401
    /// The client may not do this.
    public static let forbidden: Status = 403
    /// There is no such resource, or the client may not know of it.
    public static let notFound: Status = 404
    /// The resource knows no such method.
    public static let methodNotAllowed: Status = 405
    /// The client was too slow.
    public static let requestTimeout: Status = 408
    /// The state of the resource forbids it.
    public static let conflict: Status = 409
    /// The body is larger than allowed.
    public static let contentTooLarge: Status = 413
    /// The content cannot be processed.
    public static let unprocessable: Status = 422
    /// The client sends too many requests.
    public static let tooManyRequests: Status = 429
    /// The server failed.
    public static let internalServerError: Status = 500
    /// The server cannot serve now.
    public static let serviceUnavailable: Status = 503
}
