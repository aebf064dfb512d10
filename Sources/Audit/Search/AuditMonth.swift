import Daemon

/// A month of UTC: what one partition of the log holds.
struct AuditMonth: Hashable, Comparable, Sendable {
    /// Months since January of the year 0.
    let number: Int64

    init(number: Int64) {
        self.number = number
    }

    /// The month of an instant.
    init(_ instant: Instant) {
        let day = Int64(86_400_000_000)
        let micros = instant.microseconds
        let days = micros >= 0 ? micros / day : -((-micros + day - 1) / day)
        // The proleptic Gregorian calendar in eras of 400 years that begin with March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        self.number = (yearOfEra + era * 400) * 12 + month + 2
    }

    /// The first instant of the month.
    var start: Instant {
        // March is the first month of a year here, so that the leap day is the last.
        let fromMarch = number - 2
        let year = fromMarch >= 0 ? fromMarch / 12 : (fromMarch - 11) / 12
        let month = fromMarch - year * 12
        let era = year >= 0 ? year / 400 : (year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * month + 2) / 5
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return Instant(seconds: days * 86_400)
    }

    /// The month before.
    var previous: AuditMonth { AuditMonth(number: number - 1) }
    /// The month after.
    var next: AuditMonth { AuditMonth(number: number + 1) }

    static func < (first: AuditMonth, second: AuditMonth) -> Bool { first.number < second.number }
}
