/// The offsets of a time zone from UTC, over time.
///
/// Zones are read from the system's time zone database in `/usr/share/zoneinfo`, once each.
final class TimeZoneRules: Sendable {
    /// An offset and the zone's name while it holds.
    struct Period: Sendable, Hashable {
        /// Seconds east of UTC.
        var offset: Int
        /// Such as `CET`.
        var abbreviation: String
    }

    /// The identifier, such as `Europe/Paris` or `+02:00`.
    let name: String
    /// The instants at which another period begins.
    private let transitions: [Int64]
    /// The period that begins at each transition.
    private let periods: [Period]
    private let first: Period
    /// What holds after the last transition, year by year.
    private let rule: TimeZoneRule?

    init(name: String, transitions: [Int64], periods: [Period], first: Period, rule: TimeZoneRule?) {
        self.name = name
        self.transitions = transitions
        self.periods = periods
        self.first = first
        self.rule = rule
    }

    /// A zone of one offset for ever.
    convenience init(offset: Int, name: String? = nil) {
        let name = name ?? DatePattern.offsetText(offset, "Z", separator: ":")
        self.init(
            name: name,
            transitions: [],
            periods: [],
            first: Period(offset: offset, abbreviation: name == "Z" ? "UTC" : name),
            rule: nil
        )
    }

    static let utc = TimeZoneRules(offset: 0)

    /// Seconds east of UTC at an instant.
    func offset(at instant: Int64) -> Int {
        transitions.isEmpty && rule == nil ? first.offset : period(at: instant).offset
    }

    func period(at instant: Int64) -> Period {
        if let rule, instant >= transitions.last ?? .min { return rule.period(at: instant) }
        // The number of transitions that are not after the instant.
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : periods[low - 1]
    }

    /// The instant of a time told in this zone.
    ///
    /// A time that the clocks show twice is the earlier one; one that they leave out is moved on by what they leave out.
    func instant(of time: CivilTime) -> Int64 {
        let local = time.seconds
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        for offset in [before, after] where self.offset(at: local - Int64(offset)) == offset {
            return local - Int64(offset)
        }
        return local - Int64(before)
    }
}

/// What a zone does year by year: the footer of a file of the database, as POSIX has it in `TZ`.
struct TimeZoneRule: Sendable {
    /// A day of each year and a time of that day.
    struct Change: Sendable {
        enum Day: Sendable {
            /// The day of the year, from 1, February 29 never counted.
            case ordinal(Int)
            /// The day of the year, from 0.
            case counted(Int)
            /// The day of the week (0 for Sunday) in that week of the month; 5 for the last.
            case week(month: Int, week: Int, day: Int)
        }

        var day: Day
        var time = 7200

        /// Seconds since 1970, in the local time that ends with the change.
        func local(in year: Int) -> Int64 {
            let start = CivilTime(year: year, month: 1, day: 1).dayNumber
            let number: Int
            switch day {
            case .counted(let count):
                number = start + count
            case .ordinal(let count):
                number = start + count - 1 + (CivilTime.isLeap(year) && count >= 60 ? 1 : 0)
            case .week(let month, let week, let day):
                let first = CivilTime(year: year, month: month, day: 1)
                let toDay = (day + 7 - first.weekday % 7) % 7
                let last = CivilTime.days(in: month, of: year)
                var date = 1 + toDay + (week - 1) * 7
                while date > last { date -= 7 }
                number = first.dayNumber + date - 1
            }
            return Int64(number) * 86_400 + Int64(time)
        }
    }

    var standard: TimeZoneRules.Period
    var summer: (period: TimeZoneRules.Period, start: Change, end: Change)?

    func period(at instant: Int64) -> TimeZoneRules.Period {
        guard let summer else { return standard }
        let year = CivilTime(seconds: instant + Int64(standard.offset), nanoseconds: 0).year
        let start = summer.start.local(in: year) - Int64(standard.offset)
        let end = summer.end.local(in: year) - Int64(summer.period.offset)
        let isSummer = start < end ? (start..<end).contains(instant) : !(end..<start).contains(instant)
        return isSummer ? summer.period : standard
    }

    /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    init?(_ text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let name = reader.name(), let offset = reader.time() else { return nil }
        standard = TimeZoneRules.Period(offset: -offset, abbreviation: name)
        guard !reader.isAtEnd else { return }
        guard let name = reader.name() else { return nil }
        let summerOffset = reader.peek == UInt8(ascii: ",") ? offset - 3600 : reader.time()
        guard let summerOffset, reader.skip(","), let start = reader.change(), reader.skip(","),
            let end = reader.change(), reader.isAtEnd
        else { return nil }
        summer = (TimeZoneRules.Period(offset: -summerOffset, abbreviation: name), start, end)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position >= bytes.count }
        var peek: UInt8? { isAtEnd ? nil : bytes[position] }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func name() -> String? {
            let isQuoted = skip("<")
            let start = position
            while let byte = peek, isQuoted ? byte != UInt8(ascii: ">") : byte | 0x20 >= 97 && byte | 0x20 <= 122 {
                position += 1
            }
            let name = String(decoding: bytes[start..<position], as: UTF8.self)
            return (!isQuoted || skip(">")) && !name.isEmpty ? name : nil
        }

        mutating func number() -> Int? {
            var (value, count) = (0, 0)
            while let byte = peek, (48...57).contains(byte), count < 4 {
                value = value * 10 + Int(byte - 48)
                (position, count) = (position + 1, count + 1)
            }
            return count == 0 ? nil : value
        }

        /// Seconds of `[+-]h[:m[:s]]`.
        mutating func time() -> Int? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard var seconds = number().map({ $0 * 3600 }), seconds <= 168 * 3600 else { return nil }
            for unit in [60, 1] where skip(":") {
                guard let value = number(), value < 60 else { return nil }
                seconds += value * unit
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            guard let day = day() else { return nil }
            guard skip("/") else { return Change(day: day) }
            return time().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Change.Day? {
            if skip("M") {
                guard let month = number(), skip("."), let week = number(), skip("."), let day = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
                else { return nil }
                return .week(month: month, week: week, day: day)
            }
            let isOrdinal = skip("J")
            guard let count = number(), count <= 366 else { return nil }
            return isOrdinal ? .ordinal(count) : .counted(count)
        }
    }
}
