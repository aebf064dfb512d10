/// How a client connects and what it takes.
public struct HTTPClientConfiguration: Sendable {
    /// The file of the certificates to trust, in PEM, instead of the system's.
    public var certificateAuthorities: String?
    /// How long the making of a connection may take.
    public var connectTimeout: Duration
    /// How long an exchange may take as a whole, `nil` for as long as bytes come.
    public var timeout: Duration?
    /// How long an exchange may stand still.
    public var idleTimeout: Duration
    /// The most bytes of an answer that is kept.
    public var responseLimit: Int
    /// What the client calls itself.
    public var userAgent: String

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - certificateAuthorities: The file of the certificates to trust, in PEM, instead of the system's.
    ///   - connectTimeout: How long the making of a connection may take.
    ///   - timeout: How long an exchange may take as a whole, `nil` for as long as bytes come.
    ///   - idleTimeout: How long an exchange may stand still; whole seconds, at least one.
    ///   - responseLimit: The most bytes of an answer that is kept.
    ///   - userAgent: What the client calls itself.
    public init(
        certificateAuthorities: String? = nil,
        connectTimeout: Duration = .seconds(5),
        timeout: Duration? = .seconds(60),
        idleTimeout: Duration = .seconds(30),
        responseLimit: Int = 16 << 20,
        userAgent: String = "reeve"
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.idleTimeout = idleTimeout
        self.responseLimit = responseLimit
        self.userAgent = userAgent
    }
}
