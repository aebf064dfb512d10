/// Digests and message authentication codes.
public enum Digest {
    /// SHA-256.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 32 bytes.
    public static func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
        DigestHandle.digest(bytes, with: .sha256)
    }

    /// SHA-256.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        sha256(bytes.span)
    }

    /// SHA-256 of the UTF-8 of a text.
    ///
    /// - Parameter text: What to digest.
    /// - Returns: 32 bytes.
    public static func sha256(_ text: String) -> [UInt8] {
        sha256(text.utf8Span.span)
    }

    /// SHA-512.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 64 bytes.
    public static func sha512(_ bytes: Span<UInt8>) -> [UInt8] {
        DigestHandle.digest(bytes, with: .sha512)
    }

    /// SHA-512.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 64 bytes.
    public static func sha512(_ bytes: [UInt8]) -> [UInt8] {
        sha512(bytes.span)
    }

    /// MD5, for those who must compare with what others made of it; it protects nothing.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 16 bytes, or `nil` if OpenSSL is restricted to approved algorithms.
    public static func md5(_ bytes: [UInt8]) -> [UInt8]? {
        DigestAlgorithmHandle.md5.map { DigestHandle.digest(bytes.span, with: $0) }
    }

    /// SHA-1, for those who must compare with what others made of it; it protects nothing.
    ///
    /// - Parameter bytes: What to digest.
    /// - Returns: 20 bytes, or `nil` if OpenSSL is restricted to approved algorithms.
    public static func sha1(_ bytes: [UInt8]) -> [UInt8]? {
        DigestAlgorithmHandle.sha1.map { DigestHandle.digest(bytes.span, with: $0) }
    }

    /// HMAC with SHA-256 (RFC 2104).
    ///
    /// - Parameters:
    ///   - key: The key, of any length.
    ///   - bytes: What to authenticate.
    /// - Returns: 32 bytes.
    public static func hmacSHA256(key: Span<UInt8>, _ bytes: Span<UInt8>) -> [UInt8] {
        MessageCodeHandle.code(bytes, key: key)
    }

    /// HMAC with SHA-256 (RFC 2104).
    ///
    /// - Parameters:
    ///   - key: The key, of any length.
    ///   - bytes: What to authenticate.
    /// - Returns: 32 bytes.
    public static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        hmacSHA256(key: key.span, bytes.span)
    }

    /// CRC-32 as in zip and Ethernet: it finds slips of the pen, it proves nothing.
    ///
    /// - Parameter bytes: What to check.
    /// - Returns: The checksum, 0 for no bytes.
    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            checksums[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
        }
    }

    /// The checksum of each single byte, for the reflected polynomial 0x04c11db7.
    private static let checksums: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in
            sum & 1 == 1 ? 0xedb8_8320 ^ sum >> 1 : sum >> 1
        }
    }
}
