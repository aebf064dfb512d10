/// A date of the Gregorian calendar and a time of day, in no zone.
struct CivilTime: Hashable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond: Int32 = 0

    init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The time so many seconds after 1970-01-01T00:00:00.
    init(seconds: Int64, nanoseconds: Int32) {
        let (days, time) = seconds.floored(by: 86_400)
        self.init(dayNumber: Int(days))
        (hour, minute, second) = (Int(time / 3600), Int(time / 60 % 60), Int(time % 60))
        nanosecond = nanoseconds
    }

    /// The day so many days after 1970-01-01.
    ///
    /// Years are counted from March, so that a leap day ends one.
    init(dayNumber number: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// Days since 1970-01-01.
    var dayNumber: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Seconds since 1970-01-01T00:00:00.
    var seconds: Int64 { Int64(dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second) }

    /// The day of the week, from 1 for Monday.
    var weekday: Int { Int(Int64(dayNumber + 3).floored(by: 7).1) + 1 }

    var dayOfYear: Int { dayNumber - CivilTime(year: year, month: 1, day: 1).dayNumber + 1 }

    /// The year and week of ISO 8601: weeks begin on Monday, and a week is of the year in which its Thursday is.
    var week: (year: Int, week: Int) {
        let thursday = CivilTime(dayNumber: dayNumber + 4 - weekday)
        return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
    }

    /// The first day of an ISO week.
    init(weekYear: Int, week: Int, weekday: Int) {
        let fourth = CivilTime(year: weekYear, month: 1, day: 4)
        self.init(dayNumber: fourth.dayNumber - fourth.weekday + (week - 1) * 7 + weekday)
    }

    /// The same day of a month so many months later, or that month's last.
    func adding(months: Int) -> CivilTime {
        let total = Int64(year * 12 + month - 1 + months)
        let (year, month) = total.floored(by: 12)
        var moved = self
        (moved.year, moved.month) = (Int(year), Int(month) + 1)
        moved.day = min(day, Self.days(in: moved.month, of: moved.year))
        return moved
    }

    /// Whether every part is in its range.
    var isValid: Bool {
        (0...9999).contains(year) && (1...12).contains(month) && (1...Self.days(in: month, of: year)).contains(day)
            && (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder that belongs to it.
    func floored(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
