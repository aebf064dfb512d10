import HTTP

/// The cookie of a session: its value is known to the browser alone.
enum SessionCookie {
    /// The name: over TLS with the prefix that binds it to the host (RFC 6265bis section 4.1.3.2).
    static func name(isSecure: Bool) -> String {
        isSecure ? "__Host-reeve_session" : "reeve_session"
    }

    /// The cookie of a session.
    static func cookie(_ value: String, isSecure: Bool) -> SetCookie {
        SetCookie(name(isSecure: isSecure), value, isSecure: isSecure)
    }
}
