/// A day of the Gregorian calendar without a time zone, of the years 0000 to 9999.
public struct LocalDate: Sendable, Hashable, Comparable, LosslessStringConvertible {
    /// The year.
    public let year: Int

    /// The month, from 1.
    public let month: Int

    /// The day of the month, from 1.
    public let day: Int

    /// Reads a date as in `2026-11-30`, `nil` for another form and for a day that is not.
    ///
    /// - Parameter description: The date as it was written.
    public init?(_ description: String) {
        guard var scanner = ValueScanner(description), let year = scanner.number(4), scanner.skip("-"),
            let month = scanner.number(2), scanner.skip("-"), let day = scanner.number(2), scanner.isAtEnd,
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The date as in `2026-11-30`.
    public var description: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }

    /// Whether one day is before another.
    public static func < (first: LocalDate, second: LocalDate) -> Bool {
        (first.year, first.month, first.day) < (second.year, second.month, second.day)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
