/// Reads the characters of dates, times and durations one after another.
struct ValueScanner {
    private let bytes: [UInt8]
    private var position = 0

    /// Longer text than this is no date, time or duration.
    static let limit = 64

    /// Starts at the beginning of a text, `nil` if it is too long for any value.
    init?(_ text: String) {
        guard text.utf8.count <= Self.limit else { return nil }
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over a character, whatever its case, if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next, next == UInt8(ascii: character) || next == UInt8(ascii: character) | 0x20 else { return false }
        position += 1
        return true
    }

    /// A number of exactly so many digits.
    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Whether a sign in front of a number is a minus.
    mutating func isNegative() -> Bool {
        if skip("-") { return true }
        _ = skip("+")
        return false
    }

    /// A number of any digits, `nil` without digits and where 64 bits do not hold it.
    mutating func number() -> Int64? {
        guard let first = digit() else { return nil }
        var value = Int64(first)
        while let digit = digit() {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeStill) = product.addingReportingOverflow(Int64(digit))
            guard !isTooLarge, !isTooLargeStill else { return nil }
            value = sum
        }
        return value
    }

    /// Nanoseconds of a fraction behind a point or a comma; zero if there is none, `nil` if it is not one of up to nine digits.
    mutating func nanoseconds() -> Int? {
        guard skip(".") || skip(",") else { return 0 }
        guard var value = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            count += 1
            guard count <= 9 else { return nil }
            value = value * 10 + digit
        }
        while count < 9 {
            value *= 10
            count += 1
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) else { return nil }
        position += 1
        return Int(next - UInt8(ascii: "0"))
    }
}

extension BinaryInteger {
    /// The number with zeros in front, at least so many digits long.
    func padded(_ width: Int) -> String {
        let digits = "\(self)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// The number as digits behind a point, nanoseconds without the zeros at the end; empty for none.
    var fraction: String {
        guard self > 0 else { return "" }
        var digits = padded(9)
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }
}
