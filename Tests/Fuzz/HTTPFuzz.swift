// A libFuzzer target, compiled by `fuzz.sh` together with the sources it tests; not a target of the package.
//
// The first byte says where the rest is split. What is read must not depend on that, and nothing may trap.

/// Reads one input in three ways.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = transcript(of: [bytes])
    let middle = Int(first) * bytes.count / 256
    precondition(
        whole == transcript(of: [Array(bytes[..<middle]), Array(bytes[middle...])]),
        "the split changed what was read"
    )
    precondition(whole == transcript(of: bytes.map { [$0] }), "reading byte by byte changed what was read")
    return 0
}

/// What is read of an input that comes in parts: heads, bodies joined, and the refusal if there is one.
private func transcript(of parts: [[UInt8]]) -> [String] {
    var reader = RequestReader(
        limits: HeadLimits(bytes: 1024, fields: 16, target: 256),
        link: Link(peer: .local, isEncrypted: false)
    )
    var events: [String] = []
    var body: [UInt8] = []
    for part in parts {
        var position = 0
        while true {
            let before = position
            do throws(ProtocolViolation) {
                switch try reader.next(part.span, &position) {
                case .needMore:
                    break
                case .head(let parsed):
                    events.append("head \(parsed.head.method) \(parsed.head.target) \(parsed.head.headers.all)")
                    exercise(parsed.head)
                    continue
                case .body(let range):
                    body += part[range]
                    continue
                case .end:
                    events.append("end \(body)")
                    body = []
                    reader.proceed()
                    guard position < part.count || before < position else { break }
                    continue
                }
            } catch {
                return events + ["refused \(error.status)"]
            }
            break
        }
    }
    return events + ["open \(body)"]
}

/// Everything that is derived from a head, for its traps.
private func exercise(_ head: RequestHead) {
    _ = try? head.pathSegments()
    _ = try? head.queryParameters()
    _ = TrustedProxies([], trustsLocal: true).origin(of: head)
}
