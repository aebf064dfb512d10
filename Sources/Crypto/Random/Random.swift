/// Randomness fit for keys, from OpenSSL's generator seeded by the kernel.
public enum Random {
    /// Makes unpredictable bytes.
    ///
    /// The process stops where the generator fails: nothing that goes on without randomness is safe.
    ///
    /// - Parameter count: How many bytes, none for a negative number.
    /// - Returns: As many bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        RandomHandle.fill(&span)
        return bytes
    }

    /// Makes unpredictable text of base 62 digits, each digit equally likely.
    ///
    /// - Parameter count: How many digits; each holds 5.95 bits.
    /// - Returns: As many digits.
    public static func base62(_ count: Int) -> String {
        var text: [UInt8] = []
        while text.count < count {
            // 248 is the largest multiple of 62 in a byte; more would favour the first digits.
            for byte in bytes(count - text.count + 8) where byte < 248 && text.count < count {
                text.append(Base62.digits[Int(byte % 62)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
