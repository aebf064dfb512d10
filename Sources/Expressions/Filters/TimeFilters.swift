import JSON

extension ExpressionLanguage {
    static let timeFilters: [Builtin] = [
        Builtin(
            .filter,
            "date",
            [
                .optional("format", "'iso'"), .optional("existingFormat"), .optional("timeZone"),
                .optional("locale", "'en'"),
            ],
            "A date by a pattern of Java's `DateTimeFormatter` or the name of one, in a zone and in the words of a language.",
            example: Builtin.Example(
                "{{ '2026-11-29T22:30:00Z' | date('EEEE d MMMM, HH:mm', timeZone='Europe/Paris', locale='fr') }}",
                "dimanche 29 novembre, 23:30"
            )
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let reading = try arguments.dateReading(existingFormat: 1, timeZone: 2, locale: 3)
            let date = try reading.date(of: arguments)
            return .text(try DatePattern(try arguments.text(0, default: "iso")).text(of: date, names: reading.names))
        },
        Builtin(
            .filter,
            "dateAdd",
            [
                .required("amount"), .required("unit"), .optional("format", "'iso'"), .optional("existingFormat"),
                .optional("timeZone"), .optional("locale", "'en'"),
            ],
            "A date so many `NANOS`, `MICROS`, `MILLIS`, `SECONDS`, `MINUTES`, `HOURS`, `HALF_DAYS`, `DAYS`, `WEEKS`, `MONTHS`, `YEARS`, `DECADES` or `CENTURIES` later.",
            example: Builtin.Example("{{ '2026-01-31' | dateAdd(1, 'MONTHS', 'yyyy-MM-dd') }}", "2026-02-28")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let reading = try arguments.dateReading(existingFormat: 3, timeZone: 4, locale: 5)
            let date = try reading.date(of: arguments)
            guard let unit = ChronoUnit(rawValue: try arguments.text(1).uppercased()) else {
                let name = try arguments.text(1)
                let suggestion = Nearest.name(to: name, among: ChronoUnit.allCases.map(\.rawValue))
                var error = arguments.failure("knows no unit `\(name.excerpt)`")
                error.suggestion = suggestion
                throw error
            }
            guard let moved = date.adding(try arguments.integer(0), unit) else {
                throw arguments.failure("leaves the years 0 to 9999")
            }
            return .text(try DatePattern(try arguments.text(2, default: "iso")).text(of: moved, names: reading.names))
        },
        timestampFilter("timestamp", "seconds", "1764455400") { seconds, _ in seconds },
        timestampFilter("timestampMilli", "milliseconds", "1764455400000") { seconds, nanoseconds in
            seconds * 1000 + nanoseconds / 1_000_000
        },
        timestampFilter("timestampMicro", "microseconds", "1764455400000000") { seconds, nanoseconds in
            seconds * 1_000_000 + nanoseconds / 1000
        },
        timestampFilter("timestampNano", "nanoseconds", "1764455400000000000") { seconds, nanoseconds in
            let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, carries) = product.addingReportingOverflow(nanoseconds)
            return overflows || carries ? nil : sum
        },
    ]

    private static func timestampFilter(
        _ name: String,
        _ unit: String,
        _ result: String,
        _ body: @escaping @Sendable (_ seconds: Int64, _ nanoseconds: Int64) -> Int64?
    ) -> Builtin {
        Builtin(
            .filter,
            name,
            [.optional("existingFormat"), .optional("timeZone")],
            "The \(unit) from 1970-01-01T00:00:00Z to a date.",
            example: Builtin.Example("{{ '2025-11-29T22:30:00Z' | \(name) }}", result)
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let date = try arguments.dateReading(existingFormat: 0, timeZone: 1, locale: nil).date(of: arguments)
            guard let value = body(date.seconds, Int64(date.nanoseconds)) else {
                throw arguments.failure("gives a number that does not fit 64 bits")
            }
            return .integer(value)
        }
    }
}

/// How a filter reads the date it is applied to.
private struct DateReading {
    let pattern: DatePattern?
    let names: DateNames
    let zone: TimeZoneRules?

    /// The date, in the zone that is asked for, or else in its own.
    func date(of arguments: Arguments) throws(ExpressionError) -> ExpressionDate {
        let date = try arguments.date(of: arguments.input, pattern: pattern, names: names, zone: zone ?? .utc)
        return zone.map { date.told(in: $0) } ?? date
    }
}

extension Arguments {
    fileprivate func dateReading(
        existingFormat: Int,
        timeZone: Int,
        locale: Int?
    ) throws(ExpressionError) -> DateReading {
        var pattern: DatePattern?
        if let text = try optionalText(existingFormat) { pattern = try DatePattern(text) }
        var zone: TimeZoneRules?
        if let name = try optionalText(timeZone) { zone = try TimeZones.shared.zone(name) }
        var names = DateNames.english
        if let locale, let tag = try optionalText(locale) { names = try DateNames.locale(tag) }
        return DateReading(pattern: pattern, names: names, zone: zone)
    }
}

/// The units in which `dateAdd` counts.
enum ChronoUnit: String, CaseIterable {
    case nanos = "NANOS"
    case micros = "MICROS"
    case millis = "MILLIS"
    case seconds = "SECONDS"
    case minutes = "MINUTES"
    case hours = "HOURS"
    case halfDays = "HALF_DAYS"
    case days = "DAYS"
    case weeks = "WEEKS"
    case months = "MONTHS"
    case years = "YEARS"
    case decades = "DECADES"
    case centuries = "CENTURIES"

    /// The length in nanoseconds of a unit that is always as long; days are not, where the clocks change.
    var nanoseconds: Int64? {
        switch self {
        case .nanos: 1
        case .micros: 1000
        case .millis: 1_000_000
        case .seconds: 1_000_000_000
        case .minutes: 60_000_000_000
        case .hours: 3_600_000_000_000
        case .halfDays: 43_200_000_000_000
        default: nil
        }
    }
}

extension ExpressionDate {
    /// The date so many units later, `nil` outside of the years 0000 to 9999.
    ///
    /// Days and what is longer keep the time of day in the zone.
    fileprivate func adding(_ amount: Int64, _ unit: ChronoUnit) -> ExpressionDate? {
        if let length = unit.nanoseconds {
            let (whole, part) = length >= 1_000_000_000 ? (length / 1_000_000_000, 0) : (0, length)
            let (seconds, overflows) = amount.multipliedReportingOverflow(by: whole)
            // What is left of the amount in seconds, so that no product of nanoseconds overflows.
            let perSecond = part > 0 ? 1_000_000_000 / part : 1
            let (more, rest) = part > 0 ? amount.floored(by: perSecond) : (0, 0)
            let (carry, nanos) = (Int64(nanoseconds) + rest * part).floored(by: 1_000_000_000)
            let (first, overflowsFirst) = self.seconds.addingReportingOverflow(seconds)
            let (second, overflowsSecond) = first.addingReportingOverflow(more)
            let (third, overflowsThird) = second.addingReportingOverflow(carry)
            guard !overflows, !overflowsFirst, !overflowsSecond, !overflowsThird else { return nil }
            return .instant(third, Int32(nanos), in: zone)
        }
        // Further than this is outside of the years in any unit.
        guard amount.magnitude <= 4_000_000 else { return nil }
        var time = fields
        switch unit {
        case .days, .weeks:
            var moved = CivilTime(dayNumber: time.dayNumber + Int(amount) * (unit == .weeks ? 7 : 1))
            (moved.hour, moved.minute, moved.second, moved.nanosecond) = (
                time.hour, time.minute, time.second, time.nanosecond
            )
            time = moved
        case .months: time = time.adding(months: Int(amount))
        case .years: time = time.adding(months: Int(amount) * 12)
        case .decades: time = time.adding(months: Int(amount) * 120)
        default: time = time.adding(months: Int(amount) * 1200)
        }
        guard (0...9999).contains(time.year) else { return nil }
        return .instant(zone.instant(of: time), time.nanosecond, in: zone)
    }
}
