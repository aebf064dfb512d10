/// How the body of a request is delimited.
enum BodyFraming: Equatable {
    case none
    case length(Int)
    case chunked
}

/// A head and what it says about the connection.
struct ParsedHead {
    var head: RequestHead
    var framing: BodyFraming
    /// Whether the client wishes to keep the connection.
    var isPersistent: Bool
    /// Whether the client waits for a `100 Continue`.
    var expectsContinue: Bool
}

/// Reads the head of an HTTP/1 request.
///
/// Strict: what RFC 9112 lets a recipient repair (bare line feeds, folded lines, blanks before a colon, lists of lengths) is
/// refused, since every repair is a way to have two servers read one message differently. The input may be broken anywhere;
/// the result is the same. A line is copied only when the input broke it.
struct HeadParser {
    private let limits: HeadLimits
    private let link: Link
    private var line: [UInt8] = []
    private var total = 0
    private var blankLines = 0
    private var request: RequestLine?
    private var fields = FieldCollector()

    /// The room of a request line beside the target: method, version, blanks and line end.
    private static let requestLineOverhead = 64

    init(limits: HeadLimits, link: Link) {
        self.limits = limits
        self.link = link
    }

    /// Whether a byte of this head was read.
    var hasBegun: Bool { total > 0 || !line.isEmpty }

    /// Reads on, from a position of the input that is moved past what was read.
    ///
    /// - Returns: The head when its last line was read, nil when more input is needed.
    mutating func next(_ input: Span<UInt8>, _ position: inout Int) throws(ProtocolViolation) -> ParsedHead? {
        while position < input.count {
            var end = position
            while end < input.count, input[end] != ASCII.lineFeed { end += 1 }
            let isWhole = end < input.count
            if isWhole { end += 1 }
            try admit(line.count + end - position)
            guard isWhole else {
                line.append(copying: input, position..<end)
                position = end
                return nil
            }
            let isLast: Bool
            if line.isEmpty {
                isLast = try read(input, position..<end)
            } else {
                line.append(copying: input, position..<end)
                let whole = line
                line.removeAll(keepingCapacity: true)
                isLast = try read(whole.span, 0..<whole.count)
            }
            position = end
            if isLast { return try finish() }
        }
        return nil
    }

    /// Refuses a line that would pass the limits, as soon as its bytes so far do.
    private func admit(_ lineCount: Int) throws(ProtocolViolation) {
        if request == nil, lineCount > limits.target + Self.requestLineOverhead {
            throw ProtocolViolation(414, "the request target is longer than \(limits.target) bytes")
        }
        if total + lineCount > max(limits.bytes, limits.target + Self.requestLineOverhead) {
            throw ProtocolViolation(431, "the request head is larger than \(limits.bytes) bytes")
        }
        if request != nil, total + lineCount > limits.bytes {
            throw ProtocolViolation(431, "the request head is larger than \(limits.bytes) bytes")
        }
    }

    /// Reads a line with its line feed; true for the blank line that ends the head.
    private mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtocolViolation) -> Bool {
        total += range.count
        let end = range.upperBound - 2
        guard end >= range.lowerBound, bytes[end] == ASCII.carriageReturn else {
            throw .malformed("a line of the request head does not end with CR LF")
        }
        let content = range.lowerBound..<end
        guard request != nil else {
            guard content.isEmpty else {
                request = try RequestLine(bytes, content, limits)
                return false
            }
            blankLines += 1
            guard blankLines <= 2 else { throw .malformed("there are blank lines before the request line") }
            return false
        }
        guard !content.isEmpty else { return true }
        guard fields.headers.count < limits.fields else {
            throw ProtocolViolation(431, "the request has more than \(limits.fields) header fields")
        }
        try fields.add(bytes, content)
        return false
    }

    private mutating func finish() throws(ProtocolViolation) -> ParsedHead {
        guard let request else { throw .malformed("there is no request line") }
        let target = request.target
        guard fields.hosts > 0 || request.version == .http10 else { throw .malformed("there is no Host field") }
        let framing = try fields.framing(version: request.version)
        let expectsContinue = try fields.expectsContinue(version: request.version)
        var head = RequestHead(
            method: request.method,
            target: request.text,
            path: target.path,
            query: target.query,
            headers: fields.headers,
            version: request.version,
            authority: target.authority ?? fields.host,
            link: link
        )
        switch framing {
        case .none: head.contentLength = 0
        case .length(let count): head.contentLength = count
        case .chunked: head.contentLength = nil
        }
        let isPersistent = request.version == .http11 ? !fields.asksClose : fields.asksKeepAlive && !fields.asksClose
        return ParsedHead(
            head: head,
            framing: framing,
            isPersistent: isPersistent,
            expectsContinue: expectsContinue && framing != .none
        )
    }
}

/// A request line taken apart.
struct RequestLine {
    var method: Method
    var text: String
    var target: Target
    var version: HTTPVersion

    init(_ bytes: Span<UInt8>, _ range: Range<Int>, _ limits: HeadLimits) throws(ProtocolViolation) {
        var index = range.lowerBound
        while index < range.upperBound, ASCII.isToken(bytes[index]) { index += 1 }
        guard index > range.lowerBound, index - range.lowerBound <= 32, index < range.upperBound,
            bytes[index] == ASCII.space
        else { throw .malformed("the method is malformed") }
        let methodEnd = index
        index += 1
        let targetStart = index
        while index < range.upperBound, bytes[index] != ASCII.space { index += 1 }
        guard index < range.upperBound else { throw .malformed("the request line has no version") }
        guard index - targetStart <= limits.target else {
            throw ProtocolViolation(414, "the request target is longer than \(limits.target) bytes")
        }
        let version = try RequestLine.version(bytes, index + 1..<range.upperBound)
        let method = RequestLine.method(bytes, range.lowerBound..<methodEnd)
        guard method != .other("CONNECT") else {
            throw ProtocolViolation(501, "the method CONNECT is not implemented")
        }
        self.method = method
        self.version = version
        target = try Target(bytes, targetStart..<index, method: method)
        let isWholePath = target.query == nil && target.authority == nil
        text = isWholePath ? target.path : String(decoding: bytes, targetStart..<index)
    }

    private static func method(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Method {
        if range.count == 3, bytes[range.lowerBound] == 0x47, bytes[range.lowerBound + 1] == 0x45,
            bytes[range.lowerBound + 2] == 0x54
        {
            return .get
        }
        return Method(String(decoding: bytes, range))
    }

    private static func version(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtocolViolation) -> HTTPVersion {
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == 0x48, bytes[start + 1] == 0x54, bytes[start + 2] == 0x54,
            bytes[start + 3] == 0x50, bytes[start + 4] == ASCII.slash, ASCII.isDigit(bytes[start + 5]),
            bytes[start + 6] == 0x2e, ASCII.isDigit(bytes[start + 7])
        else { throw .malformed("the version of the request line is malformed") }
        switch (bytes[start + 5], bytes[start + 7]) {
        case (0x31, 0x31): return .http11
        case (0x31, 0x30): return .http10
        default: throw ProtocolViolation(505, "only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken")
        }
    }
}
