/// Base 64 with padding, and without line breaks (RFC 4648 section 4).
public enum Base64 {
    /// Writes bytes in groups of three.
    ///
    /// - Parameter bytes: What to write.
    /// - Returns: Padded text.
    public static func encode(_ bytes: [UInt8]) -> String {
        Base64Alphabet.standard.encode(bytes, isPadded: true)
    }

    /// Reads padded text, and nothing else.
    ///
    /// - Parameter text: The digits with their padding.
    /// - Returns: The bytes, or `nil` for other characters, wrong padding, or bits that no encoder writes.
    public static func decode(_ text: String) -> [UInt8]? {
        Base64Alphabet.standard.decode(text, isPadded: true)
    }
}

/// Base 64 with the alphabet for addresses and file names, without padding (RFC 4648 section 5).
public enum Base64URL {
    /// Writes bytes in groups of three.
    ///
    /// - Parameter bytes: What to write.
    /// - Returns: Text without padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        Base64Alphabet.url.encode(bytes, isPadded: false)
    }

    /// Reads text without padding, and nothing else.
    ///
    /// - Parameter text: The digits.
    /// - Returns: The bytes, or `nil` for other characters, padding, or bits that no encoder writes.
    public static func decode(_ text: String) -> [UInt8]? {
        Base64Alphabet.url.decode(text, isPadded: false)
    }
}

/// The 64 digits of one variant, in both directions.
struct Base64Alphabet: Sendable {
    static let standard = Base64Alphabet(last: "+/")
    static let url = Base64Alphabet(last: "-_")

    private static let padding = UInt8(ascii: "=")
    private let digits: [UInt8]
    private let values: [UInt8]

    private init(last: String) {
        let digits = [UInt8](("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, digit) in digits.enumerated() {
            values[Int(digit)] = UInt8(value)
        }
        self.digits = digits
        self.values = values
    }

    func encode(_ bytes: [UInt8], isPadded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(buffer >> UInt32(bits) & 0x3f)])
            }
        }
        if bits > 0 {
            text.append(digits[Int(buffer << UInt32(6 - bits) & 0x3f)])
        }
        while isPadded, !text.count.isMultiple(of: 4) {
            text.append(Self.padding)
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: String, isPadded: Bool) -> [UInt8]? {
        var digits = [UInt8](text.utf8)
        if isPadded {
            guard digits.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where digits.last == Self.padding { digits.removeLast() }
        }
        // One digit alone holds six bits, which is no byte.
        guard digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for digit in digits {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        // Left-over bits must be zero, else two texts would mean the same bytes.
        guard buffer & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return bytes
    }
}
