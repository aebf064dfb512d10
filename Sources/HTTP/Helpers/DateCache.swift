/// The value of the `date` field, made once a second.
struct DateCache {
    private var second: Int64 = .min
    private(set) var bytes: [UInt8] = []

    /// Brings the value up to date.
    mutating func update(unixTime: Int64) {
        guard unixTime != second else { return }
        second = unixTime
        bytes = [UInt8](DateCache.format(unixTime).utf8)
    }

    /// The time in the form of RFC 9110, section 5.6.7.
    static func format(_ unixTime: Int64) -> String {
        let time = max(0, unixTime)
        let days = time / 86_400
        let rest = time % 86_400
        let (year, month, day) = civil(days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(days % 7)]
        let name = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][Int(month - 1)]
        let clock = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return "\(weekday), \(two(day)) \(name) \(year) \(clock) GMT"
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Year, month and day of a number of days since 1970, in the Gregorian calendar.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // Years are counted from 1 March, so that the leap day is the last of its year.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
