@testable import HTTP

/// Heads of HTTP/2: a request line's parts and fields, one a line, as in `GET`, `/path`, `name: value`.
///
/// What HTTP/2 takes over is what HTTP/1.1 takes over: the same method, path, query, authority and fields, or one of them
/// refuses. Two readings of one request are how requests are smuggled.
let http2Target = FuzzTarget(name: "http2") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 24)
    guard lines.count >= 3 else { return }
    let (method, target, authority) = (lines[0], lines[1], lines[2])
    // nghttp2 keeps fields of the connection, and names in upper case, from us.
    let fields = lines.dropFirst(3).compactMap(field).filter { !connectionFields.contains($0.name.text) }

    var parser = HTTP2Head()
    let pseudo: [(String, [UInt8])] = [(":method", method), (":path", target), (":authority", authority)]
    for (name, value) in pseudo {
        parser.add(name: Array(name.utf8).span, value: value.span, limits: limits)
    }
    for field in fields {
        parser.add(name: field.name.span, value: field.value.span, limits: limits)
    }
    guard
        let second = read({ () throws(ProtocolViolation) in
            try parser.finish(isLast: true, link: Link(peer: .local, isEncrypted: false))
        })
    else { return }
    try claim(second.headers.isValid, "a head has a field that may not be sent")
    try claim(second.path.utf8.first == ASCII.slash || second.path == "*", "a path does not begin with a slash")

    var text = method + [0x20] + target + Array(" HTTP/1.1\r\n".utf8)
    if !fields.contains(where: { $0.name.text == "host" }) { text += Array("host: ".utf8) + authority + [0x0D, 0x0A] }
    for field in fields {
        text += field.name + [0x3A] + field.value + [0x0D, 0x0A]
    }
    text += [0x0D, 0x0A]
    var reader = RequestReader(limits: limits, link: Link(peer: .local, isEncrypted: false))
    var position = 0
    guard case .head(let parsed)? = read({ () throws(ProtocolViolation) in try reader.next(text.span, &position) })
    else { throw Finding(description: "HTTP/2 takes over a head that HTTP/1.1 refuses") }
    let first = parsed.head
    try claim(position == text.count, "HTTP/1.1 sees the end of the head elsewhere")
    try claim(first.method == second.method, "the methods differ")
    try claim(first.path.bytes == second.path.bytes, "the paths differ")
    try claim(first.query?.bytes == second.query?.bytes, "the queries differ")
    try claim(first.authority?.lowercased() == second.authority?.lowercased(), "the authorities differ")
    let names = second.headers.all.map(\.name)
    let firstNames = first.headers.all.map(\.name)
    try claim(firstNames.filter { $0 != "host" } == names.filter { $0 != "host" }, "the fields differ")
    for name in Set(names) {
        try claim(first.headers.values(of: name) == second.headers.values(of: name), "the values of a field differ")
    }
}

private let limits = HeadLimits(bytes: 4096, fields: 32, target: 512)

private let connectionFields: Set<String> = [
    "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te",
]

/// A field that HTTP/2 can carry.
private func field(_ line: [UInt8]) -> (name: [UInt8], value: [UInt8])? {
    guard let colon = line.firstIndex(of: 0x3A), colon > 0 else { return nil }
    let name = Array(line[..<colon])
    guard !name.contains(where: { (0x41...0x5A).contains($0) }) else { return nil }
    // A line break would be a break of the lines of HTTP/1.1; nghttp2 refuses it.
    let value = line[(colon + 1)...].drop { $0 == 0x20 }
    guard !value.contains(where: { $0 == 0x0D || $0 == 0 }) else { return nil }
    return (name, Array(value))
}
