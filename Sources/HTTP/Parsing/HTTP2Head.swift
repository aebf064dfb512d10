/// The head of a request of HTTP/2 as its fields come in, held to the rules of HTTP/1.
///
/// nghttp2 has seen to the order of pseudo-fields, lower case, and fields that speak of a connection.
struct HTTP2Head {
    private var method: Method?
    private var text: String?
    private var target: Target?
    private var authority: String?
    private var fields = FieldCollector()
    private var count = 0
    private var bytes = 0
    private var violation: ProtocolViolation?

    /// Whether the fields so far are many times what may come: a compressed head of kilobytes can stand for one of megabytes.
    var isBeyondAnswering: Bool { bytes > 4 * HTTP2Session.headerBytes }

    /// Takes a field; what is wrong with it is kept for ``finish(isLast:link:)``.
    mutating func add(name: Span<UInt8>, value: Span<UInt8>, limits: HeadLimits) {
        count += 1
        bytes += name.count + value.count + 32
        guard violation == nil else { return }
        do throws(ProtocolViolation) {
            guard count <= limits.fields + 4, bytes <= min(limits.bytes, HTTP2Session.headerBytes) else {
                throw ProtocolViolation(431, "the request head is too large")
            }
            guard !name.isEmpty, name[0] == ASCII.colon else { return try addField(name, value) }
            try addPseudoField(String(decoding: name, 0..<name.count), value, limits)
        } catch {
            violation = error
        }
    }

    private mutating func addField(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(ProtocolViolation) {
        guard Headers.isName(name) else { throw .malformed("the name of a header field is malformed") }
        // The collector reads name and value out of one piece.
        var line = [UInt8](copying: name, 0..<name.count)
        line.append(copying: value, 0..<value.count)
        try fields.add(line.span, name: 0..<name.count, value: name.count..<line.count)
    }

    private mutating func addPseudoField(
        _ name: String,
        _ value: Span<UInt8>,
        _ limits: HeadLimits
    ) throws(ProtocolViolation) {
        let range = 0..<value.count
        switch name {
        case ":method":
            guard value.count <= 32, Headers.isName(value) else { throw .malformed("the method is malformed") }
            let method = Method(String(decoding: value, range))
            guard method != .other("CONNECT") else {
                throw ProtocolViolation(501, "the method CONNECT is not implemented")
            }
            self.method = method
        case ":path":
            guard value.count <= limits.target else {
                throw ProtocolViolation(414, "the request target is longer than \(limits.target) bytes")
            }
            guard !value.isEmpty, value[0] == ASCII.slash || value.count == 1 else {
                throw .malformed("the request target is not a path")
            }
            // Whether `*` may stand is decided once the method is known; both come in any order.
            target = try Target(value, range, method: .options)
            text = String(decoding: value, range)
        case ":authority":
            guard Authority.isValid(value, range) else { throw .malformed("the authority is malformed") }
            authority = String(decoding: value, range)
        default: break
        }
    }

    /// Whether the client waits for a `100 Continue`.
    func expectsContinue() throws(ProtocolViolation) -> Bool {
        try fields.expectsContinue(version: .http11)
    }

    /// The head, once all of its fields are in.
    func finish(isLast: Bool, link: Link) throws(ProtocolViolation) -> RequestHead {
        if let violation { throw violation }
        guard let method, let target, let text else { throw .malformed("a pseudo-field is missing") }
        guard target.path != "*" || method == .options else {
            throw .malformed("the request target `*` is for OPTIONS only")
        }
        guard authority != nil || fields.hosts == 1 else { throw .malformed("there is no authority") }
        if let authority, let host = fields.host, authority.lowercased() != host.lowercased() {
            throw .malformed("the authority and the Host field differ")
        }
        let framing = try fields.framing(version: .http11)
        _ = try fields.expectsContinue(version: .http11)
        guard framing != .chunked else { throw .malformed("there is a Transfer-Encoding field in HTTP/2") }
        var head = RequestHead(
            method: method,
            target: text,
            path: target.path,
            query: target.query,
            headers: fields.headers,
            version: .http2,
            authority: authority ?? fields.host,
            link: link
        )
        if isLast {
            head.contentLength = 0
        } else if case .length(let count) = framing {
            head.contentLength = count
        }
        return head
    }
}
