/// Base 62 with the alphabet `0-9A-Za-z`, at a fixed width for each size.
///
/// Text of this form is selected whole by a double click and needs no escaping anywhere. The width depends on the
/// number of bytes only, so that leading zeros survive and the order of the bytes is the order of the text.
public enum Base62 {
    static let digits = [UInt8]("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The number of digits that hold any value of `count` bytes.
    ///
    /// - Parameter count: A number of bytes.
    /// - Returns: The smallest width that is enough, for example 22 for 16 bytes.
    public static func width(ofBytes count: Int) -> Int {
        encode(Array(repeating: 0xff, count: max(count, 0)), width: 0).count
    }

    /// Writes bytes as one big-endian number.
    ///
    /// - Parameter bytes: What to write; meant for identifiers, the time grows with the square of the length.
    /// - Returns: Text of `width(ofBytes:)` digits.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encode(bytes, width: width(ofBytes: bytes.count)), as: UTF8.self)
    }

    /// Writes a number with leading zeros.
    ///
    /// - Parameters:
    ///   - number: What to write.
    ///   - width: The least number of digits.
    /// - Returns: Text of `width` digits, or more where the number needs them.
    public static func encode(_ number: UInt64, width: Int) -> String {
        var bytes: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
        return String(decoding: encode(bytes, width: width), as: UTF8.self)
    }

    /// Reads bytes back.
    ///
    /// - Parameters:
    ///   - text: Exactly `width(ofBytes: count)` digits.
    ///   - count: The number of bytes expected.
    /// - Returns: The bytes, or `nil` when the width is wrong, a character is no digit or the number is too large.
    public static func decode(_ text: String, count: Int) -> [UInt8]? {
        guard count >= 0, text.utf8.count == width(ofBytes: count) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        for digit in text.utf8 {
            guard var carry = value(of: digit) else { return nil }
            for index in bytes.indices.reversed() {
                carry += Int(bytes[index]) * 62
                bytes[index] = UInt8(truncatingIfNeeded: carry)
                carry >>= 8
            }
            guard carry == 0 else { return nil }
        }
        return bytes
    }

    /// The value of one digit.
    static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a")) + 36
        default: nil
        }
    }

    /// Divides by 62 until nothing is left.
    private static func encode(_ bytes: [UInt8], width: Int) -> [UInt8] {
        var number = bytes
        var text: [UInt8] = []
        var start = 0
        while start < number.count {
            var remainder = 0
            for index in start..<number.count {
                let value = remainder << 8 | Int(number[index])
                number[index] = UInt8(truncatingIfNeeded: value / 62)
                remainder = value % 62
            }
            text.append(digits[remainder])
            while start < number.count, number[start] == 0 { start += 1 }
        }
        while text.count > width, width > 0, text.last == digits[0] { text.removeLast() }
        while text.count < width { text.append(digits[0]) }
        return text.reversed()
    }
}
