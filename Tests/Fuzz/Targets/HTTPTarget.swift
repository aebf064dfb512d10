@testable import HTTP

/// Requests of HTTP/1 with bodies of either framing.
///
/// The first byte says where the rest is split. What is read depends neither on that nor on the pieces being single bytes,
/// no more bytes come out of a body than went in, and a head that is written again is read as the same head.
let httpTarget = FuzzTarget(name: "http") { input in
    guard let first = input.first else { return }
    let bytes = Array(input.dropFirst())
    let whole = try transcript(of: [bytes])
    let middle = Int(first) * bytes.count / 256
    try claim(
        whole == transcript(of: [Array(bytes[..<middle]), Array(bytes[middle...])]),
        "the split changed what was read"
    )
    try claim(whole == transcript(of: bytes.map { [$0] }), "reading byte by byte changed what was read")
}

private let limits = HeadLimits(bytes: 1024, fields: 16, target: 256)

/// What is read of an input that comes in parts: heads, bodies joined, and the refusal if there is one.
private func transcript(of parts: [[UInt8]]) throws(Finding) -> [String] {
    var reader = RequestReader(limits: limits, link: Link(peer: .local, isEncrypted: false))
    var events: [String] = []
    var body: [UInt8] = []
    var taken = 0
    for part in parts {
        var position = 0
        while true {
            let before = position
            let event: RequestReader.Event
            do throws(ProtocolViolation) {
                event = try reader.next(part.span, &position)
            } catch {
                try claim((400...599).contains(error.status.code), "a refusal has the status \(error.status)")
                return events + ["refused \(error.status)"]
            }
            try claim(position >= before && position <= part.count, "the position left the input")
            switch event {
            case .needMore:
                break
            case .head(let parsed):
                events.append("head \(described(parsed.head)) \(parsed.framing)")
                try checkHead(parsed)
                continue
            case .body(let range):
                try claim(range.lowerBound >= before && range.upperBound <= position, "a body is not of the input")
                taken += range.count
                body += part[range]
                continue
            case .end:
                events.append("end \(body)")
                body = []
                reader.proceed()
                guard position < part.count || before < position else { break }
                continue
            }
            break
        }
    }
    try claim(taken <= parts.reduce(0) { $0 + $1.count }, "more bytes came out of bodies than went in")
    return events + ["open \(body)"]
}

private func described(_ head: RequestHead) -> String {
    "\(head.method) \(head.target) \(head.path) \(head.query ?? "-") \(head.authority ?? "-") \(head.headers.all)"
}

/// Holds a head to what the service relies on.
private func checkHead(_ parsed: ParsedHead) throws(Finding) {
    let head = parsed.head
    try claim(head.headers.isValid, "a head has a field that may not be sent")
    try claim(head.headers.count <= limits.fields, "a head has more fields than allowed")
    try claim(head.target.utf8.count <= limits.target, "a target is longer than allowed")
    for (name, value) in head.headers.all {
        try claim(!name.isEmpty && name.utf8.allSatisfy(ASCII.isToken), "a name is no token")
        try claim(!value.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }, "a value has a line break in it")
        try claim(value.utf8.first != 0x20 && value.utf8.last != 0x20, "a value has blanks around it")
    }
    if let segments = read({ () throws(TargetError) in try head.pathSegments() }) {
        try claim(!segments.contains { $0 == "." || $0 == ".." }, "a path has a dot segment")
    }
    try claim(head.cookies.count <= 100, "a head has more cookies than allowed")
    _ = TrustedProxies([], trustsLocal: true).origin(of: head)
    try checkFraming(parsed)
    try checkWritten(parsed)
}

/// Nothing but one field says where a body ends: two that could be read differently are how requests are smuggled.
private func checkFraming(_ parsed: ParsedHead) throws(Finding) {
    let lengths = parsed.head.headers.values(of: "content-length")
    let codings = parsed.head.headers.values(of: "transfer-encoding").map { $0.lowercased() }
    try claim(parsed.head.headers.values(of: "host").count <= 1, "a head has several hosts")
    try claim(lengths.count + codings.count <= 1, "several fields say where a body ends")
    switch parsed.framing {
    case .none: try claim(codings.isEmpty && (lengths.isEmpty || Int(lengths[0]) == 0), "a body is passed over")
    case .length(let count): try claim(lengths.map { Int($0) } == [count], "a body has another length than was sent")
    case .chunked: try claim(codings == ["chunked"], "a body is read in chunks that is none")
    }
}

/// Writes a head as a client would and reads that.
private func checkWritten(_ parsed: ParsedHead) throws(Finding) {
    let head = parsed.head
    // Bytes that are no UTF-8 are kept but cannot be told from their repair in a text.
    guard !head.headers.all.contains(where: { $0.value.unicodeScalars.contains("\u{FFFD}") }) else { return }
    var text = "\(head.method) \(head.target) HTTP/1.\(head.version == .http10 ? 0 : 1)\r\n"
    for (name, value) in head.headers.all {
        text += "\(name): \(value)\r\n"
    }
    var reader = RequestReader(
        limits: HeadLimits(bytes: 1 << 16, fields: 16, target: 256),
        link: Link(peer: .local, isEncrypted: false)
    )
    var position = 0
    let event = read { () throws(ProtocolViolation) in try reader.next(Array("\(text)\r\n".utf8).span, &position) }
    guard case .head(let again)? = event else { throw Finding(description: "a head that is written again is refused") }
    try claim(described(again.head) == described(head), "a head that is written again is read as another")
    try claim(again.framing == parsed.framing, "a head that is written again frames another body")
    try claim(again.isPersistent == parsed.isPersistent, "a head that is written again ends the connection otherwise")
}
