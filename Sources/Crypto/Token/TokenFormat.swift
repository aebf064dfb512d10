/// The text of tokens: `rvp_`, an identifier in clear, a secret, and a checksum, all of base 62.
///
/// The checksum is CRC-32 of everything before it, so that a text that is mistyped or made up is refused without a look
/// into the database. It proves nothing.
public enum TokenFormat {
    /// The number of characters of the identifier.
    public static let idLength = 16
    /// The number of characters of the secret: 190 bits.
    public static let secretLength = 32
    /// The number of characters of the checksum.
    public static let checksumLength = 6

    private static let prefixLength = 4
    private static let length = prefixLength + idLength + secretLength + checksumLength

    /// Makes a new token.
    ///
    /// - Parameter kind: What it is for.
    /// - Returns: A token that nobody has had before.
    public static func generate(_ kind: TokenKind) -> Token {
        let id = Random.base62(idLength)
        let body = "\(kind.rawValue)_\(id)\(Random.base62(secretLength))"
        return Token(kind: kind, id: id, text: body + checksum(of: body))
    }

    /// Reads a token.
    ///
    /// - Parameter text: What was presented, without the word `Bearer`.
    /// - Returns: The token, or `nil` where prefix, length, characters or checksum are wrong.
    public static func parse(_ text: String) -> Token? {
        let characters = [UInt8](text.utf8)
        guard characters.count == length, characters[prefixLength - 1] == UInt8(ascii: "_"),
            characters[prefixLength...].allSatisfy({ Base62.value(of: $0) != nil })
        else { return nil }
        let kind = TokenKind(rawValue: String(decoding: characters[..<(prefixLength - 1)], as: UTF8.self))
        let body = String(decoding: characters[..<(length - checksumLength)], as: UTF8.self)
        guard let kind, checksum(of: body).utf8.elementsEqual(characters[(length - checksumLength)...]) else {
            return nil
        }
        let id = String(decoding: characters[prefixLength..<(prefixLength + idLength)], as: UTF8.self)
        return Token(kind: kind, id: id, text: text)
    }

    /// CRC-32 of a text, as six characters.
    static func checksum(of text: String) -> String {
        Base62.encode(UInt64(Digest.crc32([UInt8](text.utf8))), width: checksumLength)
    }
}
