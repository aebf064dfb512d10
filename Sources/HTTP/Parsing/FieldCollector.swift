/// The header fields of a request, with what the connection must know of them gathered on the way.
struct FieldCollector {
    private(set) var headers = Headers()
    private(set) var host: String?
    private(set) var hosts = 0
    private(set) var asksClose = false
    private(set) var asksKeepAlive = false
    private var contentLength: Int?
    private var transferCodings: [String] = []
    private var hasTransferEncoding = false
    private var expectations: [String] = []

    /// Reads one line without its line end.
    mutating func add(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(ProtocolViolation) {
        let first = bytes[line.lowerBound]
        guard first != ASCII.space, first != ASCII.tab else { throw .malformed("a header line is folded") }
        var colon = line.lowerBound
        while colon < line.upperBound, ASCII.isToken(bytes[colon]) { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == ASCII.colon else {
            throw .malformed("the name of a header field is malformed")
        }
        try add(bytes, name: line.lowerBound..<colon, value: colon + 1..<line.upperBound)
    }

    /// Takes a field whose name is known to be a token.
    mutating func add(
        _ bytes: Span<UInt8>,
        name: Range<Int>,
        value untrimmed: Range<Int>
    ) throws(ProtocolViolation) {
        guard let value = Headers.trimmedValue(bytes, untrimmed) else {
            throw .malformed("the value of a header field holds a control character")
        }
        headers.append(bytes, name, bytes, value)
        switch name.count {
        case 4 where bytes.matches("host", at: name.lowerBound, count: 4):
            hosts += 1
            guard hosts == 1 else { throw .malformed("there is more than one Host field") }
            guard Authority.isValid(bytes, value) else { throw .malformed("the Host field is malformed") }
            host = String(decoding: bytes, value)
        case 14 where bytes.matches("content-length", at: name.lowerBound, count: 14):
            guard contentLength == nil else { throw .malformed("there is more than one Content-Length field") }
            guard let count = FieldCollector.length(bytes, value) else {
                throw .malformed("the Content-Length field is malformed")
            }
            contentLength = count
        case 17 where bytes.matches("transfer-encoding", at: name.lowerBound, count: 17):
            hasTransferEncoding = true
            transferCodings += FieldCollector.list(bytes, value)
        case 10 where bytes.matches("connection", at: name.lowerBound, count: 10):
            for option in FieldCollector.list(bytes, value) {
                if option == "close" { asksClose = true }
                if option == "keep-alive" { asksKeepAlive = true }
            }
        case 6 where bytes.matches("expect", at: name.lowerBound, count: 6):
            expectations += FieldCollector.list(bytes, value)
        default: break
        }
    }

    /// How the body is delimited (RFC 9112, section 6.3), refusing what two servers might read differently.
    func framing(version: HTTPVersion) throws(ProtocolViolation) -> BodyFraming {
        guard hasTransferEncoding else {
            guard let contentLength, contentLength > 0 else { return .none }
            return .length(contentLength)
        }
        guard version == .http11 else { throw .malformed("there is a Transfer-Encoding field in HTTP/1.0") }
        guard contentLength == nil else {
            throw .malformed("there are both a Transfer-Encoding and a Content-Length field")
        }
        let chunked = transferCodings.count { $0 == "chunked" }
        guard !transferCodings.isEmpty, chunked <= 1, chunked == 0 || transferCodings.last == "chunked" else {
            throw .malformed("the Transfer-Encoding field is malformed")
        }
        guard transferCodings.count == 1, chunked == 1 else {
            throw ProtocolViolation(501, "the only transfer coding implemented is `chunked`")
        }
        return .chunked
    }

    /// Whether the client waits for a `100 Continue`.
    func expectsContinue(version: HTTPVersion) throws(ProtocolViolation) -> Bool {
        guard !expectations.isEmpty, version == .http11 else { return false }
        guard expectations.allSatisfy({ $0 == "100-continue" }) else {
            throw ProtocolViolation(417, "the only expectation known is `100-continue`")
        }
        return true
    }

    /// A decimal length of at most 18 digits, or nil.
    static func length(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard (1...18).contains(range.count) else { return nil }
        var value = 0
        for index in range {
            guard ASCII.isDigit(bytes[index]) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }

    /// The members of a comma-separated list in lower case; blank members are kept, as an empty text, since they are errors.
    private static func list(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [String] {
        var members: [String] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != 0x2c { end += 1 }
            if let member = Headers.trimmedValue(bytes, start..<end) {
                members.append(String(decoding: bytes, member).lowercased())
            }
            start = end + 1
        }
        return members
    }
}
