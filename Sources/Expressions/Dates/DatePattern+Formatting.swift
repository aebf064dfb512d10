extension DatePattern {
    /// The text of a date.
    func text(of date: ExpressionDate, names: DateNames = .english) -> String {
        let fields = date.fields
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .field(let letter, let count): text += Self.text(letter, count, date, fields, names)
            case .optionalStart, .optionalEnd: break
            }
        }
        return text
    }

    /// The text of a date without a pattern: seconds always, and as much of the fraction as there is.
    static func isoText(of date: ExpressionDate) -> String {
        let fields = date.fields
        let fraction =
            switch fields.nanosecond {
            case 0: ""
            case let nanos where nanos % 1_000_000 == 0: "." + padded(nanos / 1_000_000, 3)
            case let nanos where nanos % 1000 == 0: "." + padded(nanos / 1000, 6)
            case let nanos: "." + padded(nanos, 9)
            }
        let day = "\(padded(fields.year, 4))-\(padded(fields.month, 2))-\(padded(fields.day, 2))"
        let time = "\(padded(fields.hour, 2)):\(padded(fields.minute, 2)):\(padded(fields.second, 2))"
        return day + "T" + time + fraction + offsetText(date.offset, "Z", separator: ":")
    }

    private static func text(
        _ letter: UInt8,
        _ count: Int,
        _ date: ExpressionDate,
        _ fields: CivilTime,
        _ names: DateNames
    ) -> String {
        switch Unicode.Scalar(letter) {
        case "y", "u": year(fields.year, count)
        case "Y": year(fields.week.year, count)
        case "M", "L": name(fields.month, count, names.shortMonths, names.months)
        case "Q", "q": quarter((fields.month + 2) / 3, count)
        case "d": padded(fields.day, count)
        case "D": padded(fields.dayOfYear, count)
        case "w": padded(fields.week.week, count)
        case "W": padded((fields.day - fields.weekday + 13) / 7, count)
        case "E": name(fields.weekday, max(count, 3), names.shortWeekdays, names.weekdays)
        case "e", "c": name(fields.weekday, count, names.shortWeekdays, names.weekdays)
        case "a": names.halves[fields.hour / 12]
        case "G": count == 4 ? "Anno Domini" : count == 5 ? "A" : "AD"
        case "V", "z", "O", "X", "x", "Z": zone(letter, count, date)
        default: timeOfDay(letter, count, fields)
        }
    }

    private static func timeOfDay(_ letter: UInt8, _ count: Int, _ fields: CivilTime) -> String {
        let second = Int64(fields.hour * 3600 + fields.minute * 60 + fields.second)
        let nanos = Int64(fields.nanosecond)
        return switch Unicode.Scalar(letter) {
        case "H": padded(fields.hour, count)
        case "k": padded(fields.hour == 0 ? 24 : fields.hour, count)
        case "K": padded(fields.hour % 12, count)
        case "h": padded((fields.hour + 11) % 12 + 1, count)
        case "m": padded(fields.minute, count)
        case "s": padded(fields.second, count)
        case "S": String(padded(nanos, 9).prefix(count))
        case "n": padded(nanos, count)
        case "A": padded(second * 1000 + nanos / 1_000_000, count)
        default: padded(second * 1_000_000_000 + nanos, count)
        }
    }

    private static func year(_ year: Int, _ count: Int) -> String {
        count == 2 ? padded(year % 100, 2) : padded(year, count)
    }

    private static func quarter(_ quarter: Int, _ count: Int) -> String {
        switch count {
        case 1, 2: padded(quarter, count)
        case 3: "Q\(quarter)"
        default: "\(quarter)\(["st", "nd", "rd", "th"][quarter - 1]) quarter"
        }
    }

    /// A number, or from three letters on a name: short, full, and its first character.
    private static func name(_ number: Int, _ count: Int, _ short: [String], _ full: [String]) -> String {
        switch count {
        case 1, 2: padded(number, count)
        case 3: short[number - 1]
        case 4: full[number - 1]
        default: String(full[number - 1].prefix(1)).uppercased()
        }
    }

    private static func zone(_ letter: UInt8, _ count: Int, _ date: ExpressionDate) -> String {
        let offset = date.offset
        switch (Unicode.Scalar(letter), count) {
        case ("V", _): return date.zone.name
        case ("z", _): return date.zone.period(at: date.seconds).abbreviation
        case ("O", 4): return "GMT" + (offset == 0 ? "" : offsetText(offset, "", separator: ":"))
        case ("O", _):
            guard offset != 0 else { return "GMT" }
            let magnitude = Int(offset.magnitude)
            let minutes = magnitude / 60 % 60 == 0 ? "" : ":" + padded(magnitude / 60 % 60, 2)
            return "GMT" + (offset < 0 ? "-" : "+") + String(magnitude / 3600) + minutes
        case ("X", 1): return offsetText(offset, "Z", separator: "", minutes: false)
        case ("x", 1): return offsetText(offset, "+00", separator: "", minutes: false)
        case ("X", 2), ("X", 4): return offsetText(offset, "Z", separator: "")
        case ("X", _): return offsetText(offset, "Z", separator: ":")
        case ("x", 2), ("x", 4): return offsetText(offset, "+0000", separator: "")
        case ("x", _): return offsetText(offset, "+00:00", separator: ":")
        case ("Z", 4): return "GMT" + (offset == 0 ? "" : offsetText(offset, "", separator: ":"))
        case ("Z", 5): return offsetText(offset, "Z", separator: ":")
        default: return offsetText(offset, "+0000", separator: "")
        }
    }
}
