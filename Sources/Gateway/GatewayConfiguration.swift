public import HTTP

/// Settings of the HTTP API.
public struct GatewayConfiguration: Sendable {
    /// The proxies whose word on the client's address is taken.
    public var trustedProxies: TrustedProxies

    /// Makes settings; by default no proxy is trusted.
    public init(trustedProxies: TrustedProxies = TrustedProxies()) {
        self.trustedProxies = trustedProxies
    }
}
