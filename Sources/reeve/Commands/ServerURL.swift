import Terminal

/// The URL of a server: scheme, host and port, perhaps with a path in front of the API's.
struct ServerURL {
    let text: String

    init(_ text: String) {
        var text = Substring(text)
        while text.last == "/" { text.removeLast() }
        self.text = String(text)
    }

    /// The URL, if it can be used.
    ///
    /// - Throws: `CommandFailure` with a sentence: it is no URL, or a token would cross a network unprotected.
    func checked(sendsToken: Bool) throws(CommandFailure) -> String {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else {
            throw CommandFailure(.usage, "`\(text)` is no URL of a server; expected `https://HOST[:PORT]`")
        }
        guard !text.contains("@"), !text.contains("?"), !text.contains("#"), !host.isEmpty else {
            throw CommandFailure(.usage, "the URL of the server has more than scheme, host, port and path")
        }
        guard isSecure || !sendsToken || isLoopback else {
            throw CommandFailure(.usage, "a token is not sent over plain HTTP to `\(host)`; use `https://`")
        }
        return text
    }

    /// The host, without brackets.
    var host: String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return "" }
        let authority = text[start...].prefix { $0 != "/" }
        if authority.first == "[" { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    /// Whether requests stay on this machine.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil } && parts[0] == "127"
    }
}
