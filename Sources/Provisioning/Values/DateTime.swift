/// A point in time read from an xsd:dateTime, to the microsecond.
///
/// Digits beyond the sixth are cut off, as the database keeps none; a time without a zone is taken as UTC.
public struct DateTime: Sendable, Hashable, Comparable {
    /// Microseconds since the beginning of 1970 in UTC.
    public let microseconds: Int64

    /// Makes a point in time.
    ///
    /// - Parameter microseconds: Microseconds since the beginning of 1970 in UTC.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads a time such as `2011-05-13T04:42:34.5Z`; the result is `nil` if the text is no such time.
    ///
    /// - Parameter text: The time, of the years 1 to 9999.
    public init?(parsing text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let fraction = reader.fraction(), let zone = reader.zone(), reader.isAtEnd
        else { return nil }
        let isMidnightAtEnd = hour == 24 && minute == 0 && second == 0 && fraction == 0
        guard year >= 1, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
            hour < 24 || isMidnightAtEnd, minute < 60, second < 60
        else { return nil }
        let seconds = ((Self.daysSince1970(year, month, day) * 24 + hour) * 60 + minute - zone) * 60 + second
        microseconds = seconds * 1_000_000 + fraction
    }

    /// Whether one time is before another.
    public static func < (left: DateTime, right: DateTime) -> Bool {
        left.microseconds < right.microseconds
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        guard month == 2 else { return [4, 6, 9, 11].contains(month) ? 30 : 31 }
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    }

    /// Days of the proleptic Gregorian calendar, counted in years that begin in March.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads digits and separators of a time.
private struct DigitReader {
    private let bytes: String.UTF8View
    private var position: String.UTF8View.Index

    init(_ bytes: String.UTF8View) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard !isAtEnd, bytes[position] == UInt8(ascii: character) else { return false }
        position = bytes.index(after: position)
        return true
    }

    /// A number of exactly so many digits.
    mutating func number(_ digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Microseconds after a dot, 0 if there is none.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        guard var value = digit() else { return nil }
        var digits = 1
        while let digit = digit() {
            digits += 1
            if digits <= 6 { value = value * 10 + digit }
        }
        for _ in min(digits, 6)..<6 { value *= 10 }
        return value
    }

    /// The distance from UTC in minutes, 0 if none is given.
    mutating func zone() -> Int64? {
        if isAtEnd || take("Z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours <= 14,
            minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }

    private mutating func digit() -> Int64? {
        guard !isAtEnd, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position = bytes.index(after: position) }
        return Int64(bytes[position] - 0x30)
    }
}
