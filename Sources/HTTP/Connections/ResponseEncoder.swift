/// How the body of an HTTP/1 response is delimited.
enum ResponseFraming: Equatable {
    /// There is no body and nothing is said of one: 204, 304, and answers to HEAD without a length.
    case none
    case length(Int)
    case chunked
    /// The body ends with the connection: open-ended responses to HTTP/1.0.
    case untilClose
}

/// Writes the head of HTTP/1 responses.
enum ResponseEncoder {
    static let lineEnd: [UInt8] = [ASCII.carriageReturn, ASCII.lineFeed]

    /// Appends a head.
    ///
    /// - Parameters:
    ///   - response: Its headers must be valid.
    ///   - framing: How the body is delimited.
    ///   - connection: The value of the `connection` field, or nil for none.
    ///   - date: The value of the `date` field.
    ///   - bytes: What the head is appended to.
    static func append(
        _ response: Response,
        framing: ResponseFraming,
        connection: StaticString?,
        date: [UInt8],
        to bytes: inout [UInt8]
    ) {
        append("HTTP/1.1 ", to: &bytes)
        append(number: response.status.code, to: &bytes)
        bytes.append(ASCII.space)
        bytes.append(contentsOf: response.status.phrase.utf8)
        bytes.append(contentsOf: lineEnd)
        let headers = response.headers
        for field in headers.fields where !isOurs(headers, field) {
            bytes.append(contentsOf: headers.storage[field.name])
            bytes.append(ASCII.colon)
            bytes.append(ASCII.space)
            bytes.append(contentsOf: headers.storage[field.value])
            bytes.append(contentsOf: lineEnd)
        }
        append("date: ", to: &bytes)
        bytes.append(contentsOf: date)
        switch framing {
        case .none, .untilClose: break
        case .length(let count):
            append("\r\ncontent-length: ", to: &bytes)
            append(number: count, to: &bytes)
        case .chunked: append("\r\ntransfer-encoding: chunked", to: &bytes)
        }
        if let connection {
            append("\r\nconnection: ", to: &bytes)
            append(connection, to: &bytes)
        }
        append("\r\n\r\n", to: &bytes)
    }

    /// Appends a piece of a body in the chunked transfer coding.
    static func append(chunk: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(chunk.count, radix: 16).utf8)
        bytes.append(contentsOf: lineEnd)
        bytes.append(contentsOf: chunk)
        bytes.append(contentsOf: lineEnd)
    }

    /// Whether a field is the server's to set.
    static func isOurs(_ headers: Headers, _ field: Headers.Field) -> Bool {
        switch field.nameCount {
        case 4: headers.matches(field, "date")
        case 7: headers.matches(field, "upgrade")
        case 10: headers.matches(field, "connection") || headers.matches(field, "keep-alive")
        case 14: headers.matches(field, "content-length")
        case 17: headers.matches(field, "transfer-encoding")
        default: false
        }
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.description.utf8)
    }

    private static func append(number: Int, to bytes: inout [UInt8]) {
        guard number >= 10 else {
            bytes.append(0x30 + UInt8(max(0, number)))
            return
        }
        append(number: number / 10, to: &bytes)
        bytes.append(0x30 + UInt8(number % 10))
    }
}

extension Response {
    /// How the body is delimited in HTTP/1.
    func framing(to request: RequestHead?) -> ResponseFraming {
        guard !status.forbidsBody else { return .none }
        switch body {
        case .none: return request?.method == .head ? .none : .length(0)
        case .bytes(let bytes): return .length(bytes.count)
        case .stream(let count?, _): return .length(count)
        case .stream: return request?.version == .http10 ? .untilClose : .chunked
        }
    }

    /// Whether the handler asks for the connection to be closed.
    var wantsClose: Bool { headers["connection"]?.lowercased() == "close" }
}
