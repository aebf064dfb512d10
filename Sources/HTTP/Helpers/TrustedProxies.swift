/// The proxies whose word about the client is taken.
///
/// `Forwarded` and `X-Forwarded-For` can be sent by anyone. They are read from the end, one hop at a time, and only as long as
/// the hop that added an entry is trusted; the first address that is not of a trusted proxy is the client.
public struct TrustedProxies: Sendable, Equatable {
    /// The blocks of addresses proxies have.
    public var networks: [IPNetwork]
    /// Whether what comes over a Unix socket comes from a proxy.
    public var trustsLocal: Bool

    /// Trusts no one unless told.
    public init(_ networks: [IPNetwork] = [], trustsLocal: Bool = false) {
        self.networks = networks
        self.trustsLocal = trustsLocal
    }

    /// The origin of a request.
    public struct Origin: Sendable, Equatable {
        /// The client's address, or nil when it is a process of this machine or hides its address.
        public var address: IPAddress? {
            didSet { addressText = address?.description }
        }
        /// The same as text.
        public private(set) var addressText: String?
        /// `https` or `http`, as the client used it.
        public var scheme: String
        /// The authority the client used.
        public var authority: String?

        init(address: IPAddress?, text: String? = nil, scheme: String, authority: String?) {
            self.address = address
            self.addressText = text ?? address?.description
            self.scheme = scheme
            self.authority = authority
        }
    }

    /// Whether an address is a trusted proxy's.
    public func trusts(_ address: IPAddress) -> Bool {
        let address = address.unmapped
        return networks.contains { $0.contains(address) }
    }

    /// Who sent a request, and how it reached the first trusted proxy.
    ///
    /// A malformed entry ends the walk: the last address known to be true is the answer. A proxy writes either `Forwarded` or the
    /// `X-Forwarded-` fields and lets the others through as the client sent them; where both are there and name different clients,
    /// one of them is the client's own word, and neither is believed.
    public func origin(of head: RequestHead) -> Origin {
        let nearest = Origin(
            address: head.peer.address?.unmapped,
            text: head.link.addressText,
            scheme: head.scheme,
            authority: head.authority
        )
        guard head.peer.address.map(trusts) ?? trustsLocal else { return nearest }
        let forwarded = head.headers.values(of: "forwarded")
        guard !forwarded.isEmpty else { return walk(TrustedProxies.extensionHops(head.headers), from: nearest) }
        let origin = walk(TrustedProxies.hops(forwarded), from: nearest)
        guard head.headers.contains("x-forwarded-for") else { return origin }
        let other = walk(TrustedProxies.extensionHops(head.headers), from: nearest)
        return other.address == origin.address ? origin : nearest
    }

    /// Goes from hop to hop, beginning with the nearest, as long as the one that speaks is trusted.
    private func walk(_ hops: [Hop?], from nearest: Origin) -> Origin {
        var origin = nearest
        for hop in hops.reversed() {
            guard let hop else { return origin }
            if let scheme = hop.scheme { origin.scheme = scheme }
            if let authority = hop.authority { origin.authority = authority }
            guard let node = hop.node else { return origin }
            origin.address = node.address
            guard let address = node.address, trusts(address) else { return origin }
        }
        return origin
    }

    /// What one hop says of the one before it; nil stands for a malformed entry.
    private struct Hop {
        /// The node as named: its address is nil for `unknown` and for hidden names.
        struct Node { var address: IPAddress? }
        var node: Node?
        var scheme: String?
        var authority: String?
    }

    private static func hops(_ fields: [String]) -> [Hop?] {
        fields.flatMap { split($0, at: 0x2c) }.map(hop)
    }

    private static func hop(_ element: String) -> Hop? {
        var hop = Hop()
        for pair in split(element, at: 0x3b) {
            let parts = split(pair, at: 0x3d)
            guard parts.count == 2, let value = unquoted(parts[1]) else { return nil }
            switch parts[0].lowercased() {
            case "for":
                guard let node = node(value) else { return nil }
                hop.node = node
            case "proto":
                guard let scheme = scheme(value) else { return nil }
                hop.scheme = scheme
            case "host":
                guard Authority.isValid(value.utf8.span, 0..<value.utf8.count) else { return nil }
                hop.authority = value
            default: break
            }
        }
        return hop
    }

    /// The hops of `X-Forwarded-For`; protocol and host are of the nearest proxy and stand alone.
    private static func extensionHops(_ headers: Headers) -> [Hop?] {
        var hops: [Hop?] = headers.values(of: "x-forwarded-for").flatMap { split($0, at: 0x2c) }.map { text in
            node(text).map { Hop(node: $0) }
        }
        let proto = headers["x-forwarded-proto"].flatMap(scheme)
        let host = headers["x-forwarded-host"].flatMap { Authority.isValid($0.utf8.span, 0..<$0.utf8.count) ? $0 : nil }
        guard proto != nil || host != nil else { return hops }
        var nearest: Hop? = hops.isEmpty ? Hop() : hops.removeLast()
        nearest?.scheme = proto
        nearest?.authority = host
        hops.append(nearest)
        return hops
    }

    private static func scheme(_ text: String) -> String? {
        let text = text.lowercased()
        return text == "http" || text == "https" ? text : nil
    }

    /// An address with or without port and brackets, `unknown`, or a hidden name beginning with `_`.
    private static func node(_ text: String) -> Hop.Node? {
        if text.lowercased() == "unknown" || text.hasPrefix("_") { return Hop.Node(address: nil) }
        if let address = IPAddress(text) { return Hop.Node(address: address.unmapped) }
        guard text.utf8.allSatisfy({ $0 < 128 }), Authority.isValid(text.utf8.span, 0..<text.utf8.count) else {
            return nil
        }
        let name: Substring
        if text.hasPrefix("[") {
            name = text.dropFirst().prefix { $0 != "]" }
        } else {
            name = text.prefix { $0 != ":" }
        }
        return IPAddress(String(name)).map { Hop.Node(address: $0.unmapped) }
    }

    /// The text without quotes; nil when they are not closed.
    private static func unquoted(_ text: String) -> String? {
        guard text.hasPrefix("\"") else { return text }
        guard text.utf8.count >= 2, text.hasSuffix("\"") else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains("\\") || inner.contains("\"") ? nil : String(inner)
    }

    /// The parts between separators that stand outside quotes, without the blanks around them.
    ///
    /// Proxies append to what clients sent, so a quote without its pair is taken to close what began before the text. Taken to
    /// open, it would swallow the words of the proxy.
    private static func split(_ text: String, at separator: UInt8) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = !text.utf8.count { $0 == 0x22 }.isMultiple(of: 2)
        for byte in text.utf8 {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == separator, !isQuoted {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts.map { part in
            let trimmed = Headers.trimmedValue(part.span, 0..<part.count) ?? 0..<0
            return String(decoding: part.span, trimmed)
        }
    }
}
