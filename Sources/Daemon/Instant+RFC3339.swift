extension Instant: LosslessStringConvertible {
    /// Reads a date and time of RFC 3339 section 5.6, with any fraction and offset; what is finer than a microsecond is cut.
    ///
    /// A leap second counts as the second after it. What falls in UTC outside the years 0000 to 9999 is refused, as it has
    /// no text form.
    public init?(_ text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T", or: "t", or: " "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd,
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let days = Self.days(before: year, month, day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        guard Self.yearsWithFourDigits.contains(seconds) else { return nil }
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    /// The seconds of the years 0000 to 9999.
    private static let yearsWithFourDigits = -62_167_219_200..<253_402_300_800

    /// The date and time in UTC, as in `2026-11-21T08:00:00Z`, with a fraction of three or six digits if there is one.
    public var description: String {
        let (second, fraction) = microseconds.floored(by: 1_000_000)
        let (day, time) = second.floored(by: 86_400)
        let (year, month, date) = Self.date(ofDay: Int(day))
        let clock = "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60))"
        let digits =
            if fraction == 0 { "" } else if fraction % 1000 == 0 { ".\(padded(fraction / 1000, 3))" } else {
                ".\(padded(fraction, 6))"
            }
        return "\(padded(Int64(year), 4))-\(padded(Int64(month)))-\(padded(Int64(date)))T\(clock)\(digits)Z"
    }

    private func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar: years are counted from March, so that a leap day ends one.
    private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skip(_ characters: Unicode.Scalar...) -> Bool { skip(any: characters) }

        mutating func skip(_ first: Unicode.Scalar, or second: Unicode.Scalar, or third: Unicode.Scalar) -> Bool {
            skip(any: [first, second, third])
        }

        private mutating func skip(any characters: [Unicode.Scalar]) -> Bool {
            guard let next, characters.contains(where: { UInt8(ascii: $0) == next }) else { return false }
            position += 1
            return true
        }

        private mutating func digit() -> Int? {
            guard let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) else { return nil }
            position += 1
            return Int(next - UInt8(ascii: "0"))
        }

        mutating func number(_ width: Int) -> Int? {
            var value = 0
            for _ in 0..<width {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        /// Microseconds; zero if there is no fraction.
        mutating func fraction() -> Int? {
            guard skip(".") else { return 0 }
            guard var value = digit() else { return nil }
            var count = 1
            while let digit = digit() {
                count += 1
                if count <= 6 { value = value * 10 + digit }
            }
            while count < 6 {
                value *= 10
                count += 1
            }
            return value
        }

        /// Minutes east of UTC.
        mutating func offset() -> Int? {
            if skip("Z", or: "z", or: "Z") { return 0 }
            let isWest = next == UInt8(ascii: "-")
            guard skip("+", or: "-", or: "+"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
                minutes < 60
            else { return nil }
            return (isWest ? -1 : 1) * (hours * 60 + minutes)
        }
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder that belongs to it.
    fileprivate func floored(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
