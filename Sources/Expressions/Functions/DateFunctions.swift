import JSON

extension ExpressionLanguage {
    static let dateFunctions: [Builtin] = [
        dateFunction("isWeekend", "Whether a date is a Saturday or Sunday.", ("2026-11-29", "true")) { date in
            .bool(date.weekday >= 6)
        },
        Builtin(
            .function,
            "isPublicHoliday",
            [.required("date"), .required("country"), .optional("subdivision")],
            purity: .service,
            "Whether a date is a public holiday of a country, or of a part of it.",
            example: Builtin.Example("{{ isPublicHoliday('2026-01-01', 'FR') }}", "true")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let day = try DatePattern("yyyy-MM-dd").text(of: try arguments.date(0))
            let request = ExpressionRequest.Holiday(
                day: day,
                country: try arguments.text(1),
                subdivision: try arguments.optionalText(2)
            )
            return .bool(try evaluation.service(\.isPublicHoliday, for: arguments)(request))
        },
        Builtin(
            .function,
            "isDayWeekInMonth",
            [.required("date"), .required("day"), .required("position")],
            "Whether a date is the `FIRST`, `SECOND`, `THIRD`, `FOURTH` or `LAST` of a day of the week in its month.",
            example: Builtin.Example("{{ isDayWeekInMonth('2026-11-30', 'MONDAY', 'LAST') }}", "true")
        ) { (_, arguments) throws(ExpressionError) in .bool(try isDayInMonth(arguments)) },
        Builtin(
            .function,
            "isLastWorkingDay",
            [.required("date"), .optional("country"), .optional("subdivision")],
            "Whether a date is the last day of its month from Monday to Friday that is no public holiday of the country given.",
            example: Builtin.Example("{{ isLastWorkingDay('2026-10-30') }}", "true")
        ) { (evaluation, arguments) throws(ExpressionError) in .bool(try isLastWorkingDay(arguments, evaluation)) },
        dateFunction(
            "dayOfWeek",
            "The day of the week of a date, in English and in upper case.",
            ("2026-11-30", "MONDAY")
        ) { date in
            .text(weekdays[date.weekday - 1])
        },
        dateFunction("dayOfMonth", "The day of the month of a date.", ("2026-11-30", "30")) { date in
            .integer(Int64(date.day))
        },
        dateFunction("monthOfYear", "The month of a date, from 1.", ("2026-11-30", "11")) { date in
            .integer(Int64(date.month))
        },
        dateFunction("hourOfDay", "The hour of a date, from 0.", ("2026-11-30T08:15:00Z", "8")) { date in
            .integer(Int64(date.hour))
        },
        Builtin(
            .function,
            "isDateBetween",
            [.required("date"), .required("after"), .required("before")],
            "Whether a date is after one and before another.",
            example: Builtin.Example("{{ isDateBetween('2026-11-30', '2026-11-01', '2026-12-01') }}", "true")
        ) { (_, arguments) throws(ExpressionError) in
            let date = try arguments.date(0)
            let (after, before) = (try arguments.date(1), try arguments.date(2))
            return .bool(after < date && date < before)
        },
        Builtin(
            .function,
            "isDateAfter",
            [.required("date"), .required("after")],
            "Whether a date is after another.",
            example: Builtin.Example("{{ isDateAfter('2026-11-30', '2026-11-01T00:00:00Z') }}", "true")
        ) { (_, arguments) throws(ExpressionError) in .bool(try arguments.date(1) < arguments.date(0)) },
        Builtin(
            .function,
            "isDateBefore",
            [.required("date"), .required("before")],
            "Whether a date is before another.",
            example: Builtin.Example("{{ isDateBefore('2026-11-30', '2026-11-01') }}", "false")
        ) { (_, arguments) throws(ExpressionError) in .bool(try arguments.date(0) < arguments.date(1)) },
    ]

    private static let weekdays = DateNames.english.weekdays.map { $0.uppercased() }

    /// A function of one date, told in its own zone.
    private static func dateFunction(
        _ name: String,
        _ summary: String,
        _ example: (date: String, result: String),
        _ body: @escaping @Sendable (CivilTime) -> ExpressionValue
    ) -> Builtin {
        Builtin(
            .function,
            name,
            [.required("date")],
            summary,
            example: Builtin.Example("{{ \(name)('\(example.date)') }}", example.result)
        ) { (_, arguments) throws(ExpressionError) in body(try arguments.date(0).fields) }
    }

    private static func isDayInMonth(_ arguments: Arguments) throws(ExpressionError) -> Bool {
        let date = try arguments.date(0).fields
        let day = try arguments.text(1).uppercased()
        guard let weekday = weekdays.firstIndex(of: day) else {
            throw arguments.failure("expects a day such as `MONDAY` as `day`")
        }
        guard date.weekday == weekday + 1 else { return false }
        switch try arguments.text(2).uppercased() {
        case "FIRST": return date.day <= 7
        case "SECOND": return (8...14).contains(date.day)
        case "THIRD": return (15...21).contains(date.day)
        case "FOURTH": return (22...28).contains(date.day)
        case "LAST": return date.day + 7 > CivilTime.days(in: date.month, of: date.year)
        default: throw arguments.failure("expects `FIRST`, `SECOND`, `THIRD`, `FOURTH` or `LAST` as `position`")
        }
    }

    private static func isLastWorkingDay(_ arguments: Arguments, _ evaluation: Evaluation) throws(ExpressionError)
        -> Bool
    {
        let date = try arguments.date(0).fields
        var last = date
        last.day = CivilTime.days(in: date.month, of: date.year)
        while last.day >= date.day {
            var isFree = last.weekday >= 6
            if !isFree, let country = try arguments.optionalText(1) {
                let day =
                    "\(DatePattern.padded(last.year, 4))-\(DatePattern.padded(last.month, 2))-\(DatePattern.padded(last.day, 2))"
                let request = ExpressionRequest.Holiday(
                    day: day,
                    country: country,
                    subdivision: try arguments.optionalText(2)
                )
                isFree = try evaluation.service(\.isPublicHoliday, for: arguments)(request)
            }
            if !isFree { return last.day == date.day }
            last.day -= 1
        }
        return false
    }
}

extension Arguments {
    /// The date of an argument.
    func date(_ place: Int) throws(ExpressionError) -> ExpressionDate {
        guard let value = self[place] else {
            throw failure("expects a date as `\(builtin.parameters[place].name)`, found null")
        }
        return try date(of: value, pattern: nil, names: .english, zone: .utc)
    }

    /// The date that a value is or tells: a date, a text, or the seconds since 1970.
    func date(
        of value: ExpressionValue,
        pattern: DatePattern?,
        names: DateNames,
        zone: TimeZoneRules
    ) throws(ExpressionError) -> ExpressionDate {
        switch value.bare {
        case .date(let date): return date
        case .integer(let seconds):
            guard let date = ExpressionDate.instant(seconds, 0, in: .utc) else {
                throw failure("expects a date of the years 0 to 9999")
            }
            return date
        case .double, .decimal:
            guard let seconds = value.double,
                ExpressionDate.range.contains(Int64(exactly: seconds.rounded(.down)) ?? .min),
                let whole = Int64(exactly: seconds.rounded(.down))
            else { throw failure("expects a date of the years 0 to 9999") }
            let nanoseconds = Int32(min(999_999_999, max(0, (seconds - Double(whole)) * 1e9)))
            return ExpressionDate(seconds: whole, nanoseconds: nanoseconds)
        case .text(let text):
            let read =
                if let pattern { DateReader.read(text.string, by: pattern, names: names, zone: zone) } else {
                    DateReader.iso(text.string, zone: zone)
                }
            guard let read else {
                let found = value.isTainted ? "******" : text.string.excerpt
                let expected = pattern == nil ? "a date of ISO 8601" : "a date of the pattern given"
                throw failure("expects \(expected), found `\(found)`")
            }
            return read
        default:
            throw failure("expects a date, found \(value.kind)")
        }
    }
}
