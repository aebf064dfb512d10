extension RequestHead {
    /// The value of a cookie, or nil; of several of one name the first, which has the longest path.
    public func cookie(_ name: String) -> String? {
        cookies.first { $0.name == name }?.value
    }

    /// The cookies of the request (RFC 6265, section 5.4), pairs that are malformed left out.
    public var cookies: [(name: String, value: String)] {
        var cookies: [(name: String, value: String)] = []
        for field in headers.values(of: "cookie") {
            for pair in field.utf8.split(separator: 0x3b) {
                guard cookies.count < 100, let mark = pair.firstIndex(of: 0x3d) else { continue }
                guard let name = trimmed(pair[..<mark]), let value = trimmed(pair[pair.index(after: mark)...]),
                    !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken), value.utf8.allSatisfy(SetCookie.isValueByte)
                else { continue }
                cookies.append((name, value))
            }
        }
        return cookies
    }

    /// The text without blanks around it and without a pair of quotes.
    private func trimmed(_ bytes: Substring.UTF8View) -> String? {
        var part = bytes
        while let first = part.first, first == ASCII.space || first == ASCII.tab { part.removeFirst() }
        while let last = part.last, last == ASCII.space || last == ASCII.tab { part.removeLast() }
        if part.count >= 2, part.first == 0x22, part.last == 0x22 { part = part.dropFirst().dropLast() }
        return String(part)
    }
}

/// A `Set-Cookie` field.
///
/// The defaults are the safe ones: not for scripts, only over TLS, not sent along from other sites.
public struct SetCookie: Sendable, Equatable {
    /// When a browser sends a cookie along from another site.
    public enum SameSite: String, Sendable {
        /// Never.
        case strict = "Strict"
        /// When the user follows a link.
        case lax = "Lax"
        /// Always.
        case none = "None"
    }

    /// The name, a token.
    public var name: String
    /// The value, without blanks, quotes, commas, semicolons and backslashes.
    public var value: String
    /// The path below which it is sent.
    public var path: String
    /// How long it is kept, or nil for as long as the browser runs.
    public var maxAge: Duration?
    /// Whether it is sent over TLS only.
    public var isSecure: Bool
    /// Whether it is kept from scripts.
    public var isHTTPOnly: Bool
    /// When it is sent along from another site.
    public var sameSite: SameSite

    /// Makes a cookie.
    public init(
        _ name: String,
        _ value: String,
        path: String = "/",
        maxAge: Duration? = nil,
        isSecure: Bool = true,
        isHTTPOnly: Bool = true,
        sameSite: SameSite = .lax
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.maxAge = maxAge
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
    }

    /// The cookie that makes a browser forget one of this name.
    public static func expired(_ name: String, path: String = "/", isSecure: Bool = true) -> SetCookie {
        SetCookie(name, "", path: path, maxAge: .zero, isSecure: isSecure)
    }

    /// The value of the field, or nil when name, value or path may not stand in one.
    public var fieldValue: String? {
        guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken), value.utf8.allSatisfy(SetCookie.isValueByte),
            path.utf8.first == ASCII.slash, path.utf8.allSatisfy({ ASCII.isVisible($0) && $0 != 0x3b })
        else { return nil }
        var text = "\(name)=\(value); Path=\(path)"
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    /// Whether a byte is a cookie octet.
    static func isValueByte(_ byte: UInt8) -> Bool {
        ASCII.isVisible(byte) && byte != 0x22 && byte != 0x2c && byte != 0x3b && byte != 0x5c
    }
}

extension Response {
    /// Adds a `Set-Cookie` field; a cookie that may not be sent makes the response invalid.
    public mutating func setCookie(_ cookie: SetCookie) {
        headers.append("set-cookie", cookie.fieldValue ?? "\n")
    }
}
