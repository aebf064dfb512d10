/// A request as raw bytes and what must come of it.
struct WireCase: Sendable, CustomStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// The status of the refusal, or nil for a valid request.
    var refusal: Int?
    /// How many requests the bytes hold, when they are valid.
    var requests: Int

    var description: String { name }

    init(_ name: String, _ text: String, refused status: Int? = 400, requests: Int = 1) {
        self.init(name, [UInt8](text.utf8), refused: status, requests: requests)
    }

    init(_ name: String, _ bytes: [UInt8], refused status: Int? = 400, requests: Int = 1) {
        self.name = name
        self.bytes = bytes
        refusal = status
        self.requests = requests
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

    /// What must be refused.
    static let malformed: [WireCase] = lengths + codings + lines + fields + chunks + sizes

    private static let lengths: [WireCase] = [
        WireCase("two equal lengths", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        WireCase("two different lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        WireCase("a list of lengths", post + "Content-Length: 5, 5\r\n\r\nhello"),
        WireCase("a length with a sign", post + "Content-Length: +5\r\n\r\nhello"),
        WireCase("a negative length", post + "Content-Length: -5\r\n\r\nhello"),
        WireCase("a hexadecimal length", post + "Content-Length: 0x5\r\n\r\nhello"),
        WireCase("an empty length", post + "Content-Length:\r\n\r\n"),
        WireCase("a length with a letter", post + "Content-Length: 5a\r\n\r\nhello"),
        WireCase("a length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n"),
        WireCase("two lengths in different letters", post + "Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello"),
        WireCase("a length that is a fraction", post + "Content-Length: 5.0\r\n\r\nhello"),
        WireCase("a length in quotes", post + "Content-Length: \"5\"\r\n\r\nhello"),
        WireCase("a length after a vertical tab", post + "Content-Length: \u{b}5\r\n\r\nhello"),
        WireCase("a blank before the colon of a length", post + "Content-Length : 5\r\n\r\nhello"),
        WireCase("a folded length", post + "Content-Length:\r\n 5\r\n\r\nhello"),
        WireCase("a length with a blank inside", post + "Content-Length: 1 2\r\n\r\n"),
    ]

    private static let codings: [WireCase] = [
        WireCase("coding, then length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        WireCase("length, then coding", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        WireCase("gzip and chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", refused: 501),
        WireCase("identity", post + "Transfer-Encoding: identity\r\n\r\n", refused: 501),
        WireCase("an unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n", refused: 501),
        WireCase("chunked not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        WireCase("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        WireCase(
            "two coding fields",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        WireCase("a quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", refused: 501),
        WireCase("a blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        WireCase("a vertical tab in the coding", post + "Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n"),
        WireCase("a coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        WireCase("an empty coding", post + "Transfer-Encoding:\r\n\r\n0\r\n\r\n", refused: 501),
        WireCase("an empty member after the coding", post + "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"),
        WireCase(
            "an empty member before the coding",
            post + "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n",
            refused: 501
        ),
        WireCase("a coding with a parameter", post + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", refused: 501),
        WireCase("NUL after the coding", post + "Transfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n"),
        WireCase("a blank before the name of the coding", post + " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        WireCase("a coding behind a bare line feed", post + "A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        WireCase("a coding behind a bare carriage return", post + "A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        WireCase(
            "a second coding that is unknown",
            post + "Transfer-Encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\n"
        ),
        WireCase("a folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ]

    private static let lines: [WireCase] = [
        WireCase("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n"),
        WireCase("a bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        WireCase("a bare carriage return in a value", get + "A: b\rc\r\n\r\n"),
        WireCase("a line of HTTP/0.9", "GET /\r\n\r\n"),
        WireCase("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", refused: 505),
        WireCase("HTTP/3.0", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", refused: 505),
        WireCase("a lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
        WireCase("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        WireCase("a tab for a blank", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a blank at the start", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("UTF-8 in the target", "GET /ä HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a star for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("an authority with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("two carriage returns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
        WireCase("a request line of the method alone", "GET\r\nHost: a\r\n\r\n"),
        WireCase("another protocol", "GET / HTTQ/1.1\r\nHost: a\r\n\r\n"),
        WireCase("a version after a comma", "GET / HTTP/1,1\r\nHost: a\r\n\r\n"),
        WireCase("three blank lines before", "\r\n\r\n\r\n" + get + "\r\n"),
        WireCase("a bare line feed before", "\n" + get + "\r\n"),
        WireCase("a preface of HTTP/2 that is broken off", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", refused: 505),
        WireCase("a method of 33 letters", String(repeating: "G", count: 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
        WireCase("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", refused: 501),
    ]

    private static let fields: [WireCase] = [
        WireCase("a folded field", get + "A: b\r\n c\r\n\r\n"),
        WireCase("a first field that is folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        WireCase("NUL in a value", get + "A: b\0c\r\n\r\n"),
        WireCase("a control character in a value", get + "A: b\u{1}c\r\n\r\n"),
        WireCase("DEL in a value", get + "A: b\u{7f}\r\n\r\n"),
        WireCase("an empty name", get + ": b\r\n\r\n"),
        WireCase("a name that is no token", get + "A(b: c\r\n\r\n"),
        WireCase("a name of UTF-8", get + "Ä: b\r\n\r\n"),
        WireCase("no colon", get + "A\r\n\r\n"),
        WireCase("no Host", "GET / HTTP/1.1\r\n\r\n"),
        WireCase("two Hosts", get + "Host: a\r\n\r\n"),
        WireCase("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        WireCase("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        WireCase("a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        WireCase("a Host with a large port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
        WireCase("a Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        WireCase("a Host with a query", "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n"),
        WireCase("a Host with a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
        WireCase("two equal Hosts in different letters", "GET / HTTP/1.1\r\nHost: a\r\nHOST: a\r\n\r\n"),
        WireCase("a line of a blank", get + " \r\n\r\n"),
        WireCase("a blank in a name", get + "A b: c\r\n\r\n"),
        WireCase("a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        WireCase("a broken IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        WireCase("an unknown expectation", post + "Expect: magic\r\nContent-Length: 1\r\n\r\n", refused: 417),
    ]

    private static let chunks: [WireCase] = [
        WireCase("a chunk size ended by a line feed", chunked + "5\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size followed by a blank", chunked + "5 \r\nhello\r\n0\r\n\r\n"),
        WireCase("chunk data ended by a line feed", chunked + "5\r\nhello\n0\r\n\r\n"),
        WireCase("chunk data longer than its size", chunked + "4\r\nhello\r\n0\r\n\r\n"),
        WireCase("no chunk size", chunked + "\r\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size with a sign", chunked + "+5\r\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size with a prefix", chunked + "0x5\r\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size beyond 60 bits", chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        WireCase("a control character in an extension", chunked + "5;a=\u{1}\r\nhello\r\n0\r\n\r\n"),
        WireCase("a bare line feed in an extension", chunked + "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        WireCase("a negative chunk size", chunked + "-5\r\nhello\r\n0\r\n\r\n"),
        WireCase("a blank before a chunk size", chunked + " 5\r\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size in words", chunked + "five\r\nhello\r\n0\r\n\r\n"),
        WireCase("a blank before an extension", chunked + "5 ;a=b\r\nhello\r\n0\r\n\r\n"),
        WireCase("a bare carriage return in an extension", chunked + "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        WireCase("UTF-8 in an extension", chunked + "5;ä\r\nhello\r\n0\r\n\r\n"),
        WireCase("a chunk size ended by a carriage return", chunked + "5\rhello\r\n0\r\n\r\n"),
        WireCase("chunk data ended by two carriage returns", chunked + "5\r\nhello\r\r\n0\r\n\r\n"),
        WireCase(
            "an extension of 9 KiB",
            chunked + "5;" + String(repeating: "x", count: 9216) + "\r\nhello\r\n0\r\n\r\n"
        ),
        WireCase("a folded trailer", chunked + "0\r\nA: b\r\n c\r\n\r\n"),
        WireCase("a trailer without a name", chunked + "0\r\n: b\r\n\r\n"),
        WireCase("a malformed trailer", chunked + "0\r\nA : b\r\n\r\n"),
        WireCase("a trailer ended by a line feed", chunked + "0\r\nA: b\n\r\n"),
        WireCase("a body ended by a line feed", chunked + "0\r\n\n"),
    ]

    private static let sizes: [WireCase] = [
        WireCase("a header of 64 KiB", get + "A: " + String(repeating: "x", count: 65536) + "\r\n\r\n", refused: 431),
        WireCase(
            "a thousand headers",
            get + (0..<1000).map { "A\($0): b\r\n" }.joined() + "\r\n",
            refused: 431
        ),
        WireCase(
            "a target of 32 KiB",
            "GET /" + String(repeating: "x", count: 32768) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            refused: 414
        ),
        WireCase(
            "a trailer of 16 KiB",
            chunked + "0\r\nA: " + String(repeating: "x", count: 16384) + "\r\n\r\n",
            refused: 431
        ),
    ]

    /// What must be served.
    static let valid: [WireCase] = [
        WireCase("a plain GET", get + "\r\n", refused: nil),
        WireCase("a leading CR LF", "\r\n" + get + "\r\n", refused: nil),
        WireCase("a target in absolute form", "GET http://b:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", refused: nil),
        WireCase("an absolute form without a path", "GET http://b HTTP/1.1\r\nHost: a\r\n\r\n", refused: nil),
        WireCase("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", refused: nil),
        WireCase("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", refused: nil),
        WireCase("a body of a length", post + "Content-Length: 5\r\n\r\nhello", refused: nil),
        WireCase("a body of no bytes", post + "Content-Length: 0\r\n\r\n", refused: nil),
        WireCase("a body in chunks", chunked + "5\r\nhello\r\n0\r\n\r\n", refused: nil),
        WireCase("chunk extensions", chunked + "5;a=b;c=\"d e\"\r\nhello\r\n0;x\r\n\r\n", refused: nil),
        WireCase("a trailer", chunked + "5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", refused: nil),
        WireCase(
            "a trailer that names a length",
            chunked + "5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n",
            refused: nil
        ),
        WireCase("a tab before the coding", post + "Transfer-Encoding:\tchunked \r\n\r\n0\r\n\r\n", refused: nil),
        WireCase("a chunk size with zeros", chunked + "0005\r\nhello\r\n000\r\n\r\n", refused: nil),
        WireCase("a length with zeros", post + "Content-Length: 0005 \r\n\r\nhello", refused: nil),
        WireCase("GET with a body", get + "Content-Length: 5\r\n\r\nhello", refused: nil),
        WireCase("a field twice", get + "A: b\r\nA: c\r\n\r\n", refused: nil),
        WireCase(
            "bytes of no encoding in a value",
            [UInt8]((get + "A: ").utf8) + Array(0x80...0xff) + [13, 10, 13, 10],
            refused: nil
        ),
        WireCase("ninety-nine fields", get + (0..<98).map { "A\($0): b\r\n" }.joined() + "\r\n", refused: nil),
        WireCase("the coding in capitals", post + "TRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n", refused: nil),
        WireCase("an empty value", get + "A:\r\nB: \t \r\n\r\n", refused: nil),
        WireCase("UTF-8 in a value", get + "A: grün\r\n\r\n", refused: nil),
        WireCase("an IPv6 Host with a port", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", refused: nil),
        WireCase("brackets in the query", "GET /a?filters[x][EQ]=b%20c HTTP/1.1\r\nHost: a\r\n\r\n", refused: nil),
        WireCase("an unknown method", "PURGE / HTTP/1.1\r\nHost: a\r\n\r\n", refused: nil),
        WireCase("HEAD with a body", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", refused: nil),
        WireCase(
            "three at once",
            get + "\r\n" + post + "Content-Length: 2\r\n\r\nhi" + get + "\r\n",
            refused: nil,
            requests: 3
        ),
    ]
}
