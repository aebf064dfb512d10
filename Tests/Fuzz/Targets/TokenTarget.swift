@testable import Crypto

/// Bearer tokens and the identifiers of sessions.
///
/// Any text is refused or is exactly what the token holds. A token made of the input is accepted; with one character changed,
/// two swapped, cut or lengthened it is not. Nothing that prints shows the secret.
let tokenTarget = FuzzTarget(name: "token") { input in
    try checkToken(input.text)
    if let session = SessionToken.parse(input.text) {
        try claim(session.text.bytes == input.text.bytes, "a session has another identifier than was read")
        try claim(!"\(session)".contains(session.text), "a session shows its identifier")
        try claim(Base64URL.decode(session.text).map(Base64URL.encode) == session.text, "an identifier has two forms")
    }
    guard input.count >= 52 else { return }
    let kind = TokenKind.allCases[Int(input[0]) % TokenKind.allCases.count]
    let digits = input[1..<49].map { Character(Unicode.Scalar(Base62.digits[Int($0) % 62])) }
    let body = "\(kind.rawValue)_\(String(digits))"
    let text = body + TokenFormat.checksum(of: body)
    guard let token = TokenFormat.parse(text) else { throw Finding(description: "a token is refused") }
    try checkToken(text)
    try claim(token.kind == kind, "a token is of another kind")
    try claim(token.id == String(digits.prefix(TokenFormat.idLength)), "a token has another identifier")
    try claim(token.matches(digest: token.digest()), "a token does not match its digest")
    var bytes = text.bytes
    let (position, byte) = (Int(input[49]) % bytes.count, input[50])
    bytes[position] = byte
    try claim((TokenFormat.parse(bytes.text) == nil) == (bytes != text.bytes), "one changed character is not noticed")
    bytes = text.bytes
    bytes.swapAt(position, Int(input[51]) % bytes.count)
    try claim((TokenFormat.parse(bytes.text) == nil) == (bytes != text.bytes), "two swapped characters are not noticed")
    try claim(TokenFormat.parse(String(text.dropLast())) == nil, "a token that is cut is accepted")
    try claim(TokenFormat.parse(text + "0") == nil, "a token that is longer is accepted")
}

private func checkToken(_ text: String) throws(Finding) {
    guard let token = TokenFormat.parse(text) else { return }
    try claim(token.text.bytes == text.bytes, "a token has another text than was read")
    try claim(text.utf8.allSatisfy { $0 < 0x80 } && text.utf8.count == 58, "a token has another form")
    try claim(text.hasPrefix("\(token.kind.rawValue)_\(token.id)"), "a token has another kind or identifier")
    let secret = text.dropFirst(20).prefix(32)
    try claim(!"\(token)".contains(secret), "a token shows its secret")
    var dumped = ""
    dump(token, to: &dumped)
    try claim(!dumped.contains(secret), "a token that is dumped shows its secret")
}
