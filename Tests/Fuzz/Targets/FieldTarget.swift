@testable import Gateway
@testable import HTTP
@testable import Provisioning

/// Header fields that carry identifiers: `traceparent`, `X-Request-Id`, `If-Match`, and the token against other sites.
///
/// Identifiers that go into logs and replies are plain and short; a condition on versions means what a naive reader of the
/// entity tags says; no made-up token is taken for ours; a field is kept as it was given or makes the
/// message invalid.
let fieldTarget = FuzzTarget(name: "field") { input in
    let text = input.text
    var headers = Headers()
    headers.append("x-request-id", text)
    headers.append("traceparent", text)
    try checkHeaders(headers, text)
    let trace = RequestTrace(RequestHead(.get, "/", headers: headers))
    try claim((1...128).contains(trace.requestID.utf8.count), "the identifier of a request is empty or long")
    try claim(trace.requestID.utf8.allSatisfy { ASCII.isToken($0) }, "the identifier of a request is not plain")
    if let id = trace.traceID {
        let isHexadecimal = id.utf8.count == 32 && id.utf8.allSatisfy(isLowerHexadecimal)
        try claim(isHexadecimal, "the identifier of a trace has another form")
        try claim(id.utf8.contains { $0 != 0x30 }, "the identifier of a trace is all zeros")
        let parent = text.trimmingBlanks.split(separator: "-", omittingEmptySubsequences: false)
        try claim(parent[0].utf8.allSatisfy(isLowerHexadecimal), "the version of a traceparent is no number")
        try claim(parent[2].utf8.allSatisfy(isLowerHexadecimal), "the parent of a traceparent is no number")
        try claim(parent[0] != "00" || parent.count == 4, "a traceparent of version 00 has more than four parts")
    }
    if !text.isEmpty { try claim(!CrossSiteGuard(key: [1, 2, 3]).isOurs(text), "a token was made up") }
    let token = CrossSiteGuard(key: Array(input.prefix(32))).token()
    try claim(CrossSiteGuard(key: Array(input.prefix(32))).isOurs(token), "a token of ours is refused")
    try checkCondition(text)
}

private func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
}

/// A field is kept as it was given, without the blanks around it, or makes the message invalid.
private func checkHeaders(_ headers: Headers, _ text: String) throws(Finding) {
    let isPlain = text.trimmingBlanks.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    try claim(headers.isValid == isPlain, "a field is wrongly kept or refused")
    guard isPlain else { return }
    try claim(headers["traceparent"]?.bytes == text.trimmingBlanks.bytes, "a field is kept as another")
    try claim(headers.count == 2 && headers.values(of: "X-Request-ID").count == 1, "a field is not found by its name")
}

private func checkCondition(_ text: String) throws(Finding) {
    let condition: VersionCondition
    do throws(ProvisioningError) {
        condition = try VersionCondition(parsing: text)
    } catch {
        return
    }
    let bare = text.bytes.filter { $0 != 0x20 && $0 != 0x09 }.text
    for revision in [1, 3, 12, 4711, Int64.max] {
        let version = ResourceVersion(revision)
        let tags = bare.bytes.parts(separatedBy: 0x2C).map(\.text)
        let expected = bare == "*" || tags.contains("\"\(revision)\"") || tags.contains(version.entityTag)
        try claim(condition.matches(version) == expected, "a condition means another version")
        let again = read { () throws(ProvisioningError) in try VersionCondition(parsing: version.entityTag) }
        try claim(again == .oneOf([version]), "the tag of a version is read as another")
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var bytes = utf8[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return Array(bytes).text
    }
}
