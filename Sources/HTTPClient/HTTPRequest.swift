/// A request to a server.
public struct HTTPRequest: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// The whole URL, its path and query encoded.
    public var url: String
    /// Header fields in their order.
    public var headers: [(name: String, value: String)]
    /// The body, `nil` for none.
    public var body: [UInt8]?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - url: The whole URL, its path and query encoded.
    ///   - headers: Header fields in their order; one with a line break is refused when it is sent.
    ///   - body: The body.
    public init(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What a server answered.
public struct HTTPReply: Sendable {
    /// The status.
    public var status: Int
    /// Header fields in their order, names in lower case.
    public var headers: [(name: String, value: String)]
    /// The body, or nothing where it went to a closure.
    public var body: [UInt8]

    /// Whether the request was successful.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The first value of a header field.
    ///
    /// - Parameter name: The name in lower case.
    /// - Returns: The value, `nil` if the field is not there.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
