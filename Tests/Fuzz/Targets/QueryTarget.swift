@testable import HTTP

/// Escapes of paths and queries.
///
/// What is decoded and encoded again decodes to the same; a query is read as a reader that splits it naively reads it; and
/// text is never longer decoded than encoded.
let queryTarget = FuzzTarget(name: "query") { input in
    let text = input.text
    let encoded = PercentCoding.encode(text)
    try claim(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an encoded text holds what must be escaped")
    let decoded = read { () throws(TargetError) in try PercentCoding.decode(encoded) }
    try claim(text.utf8.contains(0) ? decoded == nil : decoded?.bytes == text.bytes, "encoded text decodes to another")
    for plusIsSpace in [false, true] {
        let decoded = read { () throws(TargetError) in try PercentCoding.decode(text, plusIsSpace: plusIsSpace) }
        try claim(decoded?.bytes == naivelyDecoded(text.bytes, plusIsSpace), "a text is decoded to another")
        try claim((decoded?.utf8.count ?? 0) <= text.utf8.count, "a text grows when it is decoded")
    }
    let parameters = read { () throws(TargetError) in try QueryParameters(text, limit: 64) }
    try checkParameters(parameters, of: text.bytes)
    try checkSegments(of: text)
}

private func checkParameters(_ parameters: QueryParameters?, of bytes: [UInt8]) throws(Finding) {
    let pairs = bytes.parts(separatedBy: 0x26).filter { !$0.isEmpty }
    var naive: [(name: [UInt8], value: [UInt8])]? = pairs.count > 64 ? nil : []
    for pair in pairs {
        let halves = pair.parts(separatedBy: 0x3D, most: 2)
        guard let name = naivelyDecoded(halves[0], true),
            let value = halves.count == 2 ? naivelyDecoded(halves[1], true) : []
        else {
            naive = nil
            break
        }
        naive?.append((name, value))
    }
    try claim(
        parameters?.all.map(\.name.bytes) == naive?.map(\.name)
            && parameters?.all.map(\.value.bytes) == naive?.map(\.value),
        "a query has other parameters than its pairs"
    )
    guard let parameters else { return }
    let written = parameters.all
        .map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
        .joined(separator: "&")
    let again = read { () throws(TargetError) in try QueryParameters(written, limit: 64) }
    try claim(again == parameters, "a query that is written again has other parameters")
}

private func checkSegments(of text: String) throws(Finding) {
    let head = RequestHead(.get, "/" + text)
    guard let segments = read({ () throws(TargetError) in try head.pathSegments() }) else { return }
    try claim(!segments.contains { $0 == "." || $0 == ".." }, "a path has a dot segment")
    guard !segments.isEmpty else { return }
    let written = RequestHead(.get, "/" + segments.map(PercentCoding.encode).joined(separator: "/"))
    let again = read { () throws(TargetError) in try written.pathSegments() }
    // A path of one empty segment is that of the root, which has none.
    try claim(again ?? [""] == segments || segments == [""], "a path that is written again has other segments")
}

/// The bytes that a text stands for, `nil` if it cannot be decoded.
private func naivelyDecoded(_ text: [UInt8], _ plusIsSpace: Bool) -> [UInt8]? {
    var (bytes, position) = ([UInt8](), 0)
    while position < text.count {
        if text[position] == UInt8(ascii: "%") {
            guard position + 2 < text.count, let byte = hexadecimal(text[position + 1], text[position + 2]) else {
                return nil
            }
            bytes.append(byte)
            position += 3
        } else {
            bytes.append(plusIsSpace && text[position] == UInt8(ascii: "+") ? 0x20 : text[position])
            position += 1
        }
    }
    return bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
}

private func hexadecimal(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard [high, low].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }) else { return nil }
    return UInt8([high, low].text, radix: 16)
}
