/// Reads dates from text.
struct DateReader {
    private let bytes: [UInt8]
    private var position = 0
    private var fields = Fields()

    /// What was read so far.
    private struct Fields {
        var year: Int?
        var month: Int?
        var day: Int?
        var dayOfYear: Int?
        var week: Int?
        var weekday: Int?
        var hour: Int?
        var halfDayHour: Int?
        var isAfternoon: Bool?
        var minute = 0
        var second = 0
        var nanosecond: Int32 = 0
        var offset: Int?
        var zone: TimeZoneRules?
    }

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Reads a text by a pattern.
    ///
    /// - Returns: The date, told in the zone that the text names or else in `zone`; `nil` if the text does not match.
    static func read(_ text: String, by pattern: DatePattern, names: DateNames, zone: TimeZoneRules) -> ExpressionDate?
    {
        guard text.utf8.count <= 256 else { return nil }
        var reader = DateReader(text)
        guard reader.read(pattern.parts[...], names), reader.position == reader.bytes.count else { return nil }
        return reader.date(in: zone)
    }

    /// Reads an offset such as `+2`, `+02`, `+0200`, `+02:00` or `Z`, in seconds.
    static func offset(_ text: String) -> Int? {
        var reader = DateReader(text)
        guard reader.offset(), reader.position == reader.bytes.count else { return nil }
        return reader.fields.offset
    }

    /// Reads a date, a date and time, with or without fraction, offset and zone, as ISO 8601 and SQL write them.
    ///
    /// - Returns: The date, told in the zone that the text names or else in `zone`; `nil` if it is none.
    static func iso(_ text: String, zone: TimeZoneRules) -> ExpressionDate? {
        guard text.utf8.count <= 96 else { return nil }
        var reader = DateReader(text)
        guard reader.isoDate() else { return nil }
        if reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: "t")) || reader.skip(UInt8(ascii: " ")) {
            guard reader.isoTime() else { return nil }
        }
        _ = reader.skip(UInt8(ascii: " "))
        if reader.position < reader.bytes.count, reader.bytes[reader.position] != UInt8(ascii: "[") {
            guard reader.offset() else { return nil }
        }
        if reader.skip(UInt8(ascii: "[")) {
            guard reader.zoneName(), reader.skip(UInt8(ascii: "]")) else { return nil }
        }
        return reader.position == reader.bytes.count ? reader.date(in: zone) : nil
    }

    // MARK: Parts

    private mutating func isoDate() -> Bool {
        guard let year = number(4...4), skip(UInt8(ascii: "-")), let month = number(2...2), skip(UInt8(ascii: "-")),
            let day = number(2...2)
        else { return false }
        (fields.year, fields.month, fields.day) = (year, month, day)
        return true
    }

    private mutating func isoTime() -> Bool {
        guard let hour = number(2...2), skip(UInt8(ascii: ":")), let minute = number(2...2) else { return false }
        (fields.hour, fields.minute) = (hour, minute)
        guard skip(UInt8(ascii: ":")) else { return true }
        guard let second = number(2...2) else { return false }
        fields.second = second
        guard skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) else { return true }
        return fraction(1...9)
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skip(_ text: String) -> Bool {
        let end = position + text.utf8.count
        guard end <= bytes.count, bytes[position..<end].elementsEqual(text.utf8) else { return false }
        position = end
        return true
    }

    private mutating func number(_ width: ClosedRange<Int>) -> Int? {
        var (value, count) = (0, 0)
        while position < bytes.count, count < width.upperBound, (48...57).contains(bytes[position]) {
            value = value * 10 + Int(bytes[position] - 48)
            (position, count) = (position + 1, count + 1)
        }
        return width.contains(count) ? value : nil
    }

    private mutating func fraction(_ width: ClosedRange<Int>) -> Bool {
        let start = position
        guard var value = number(width) else { return false }
        for _ in position - start..<9 { value *= 10 }
        fields.nanosecond = Int32(value)
        return true
    }

    private mutating func offset() -> Bool {
        if skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) {
            fields.offset = 0
            return true
        }
        let isWest = skip(UInt8(ascii: "-"))
        guard isWest || skip(UInt8(ascii: "+")), let hours = number(1...2) else { return false }
        var seconds = hours * 3600
        for unit in [60, 1] {
            let hasSeparator = skip(UInt8(ascii: ":"))
            guard let value = number(hasSeparator ? 2...2 : 0...2), value < 60 else { return false }
            seconds += value * unit
        }
        guard seconds <= 18 * 3600 else { return false }
        fields.offset = isWest ? -seconds : seconds
        return true
    }

    private mutating func zoneName() -> Bool {
        let start = position
        while position < bytes.count, !" ])".utf8.contains(bytes[position]) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        do throws(ExpressionError) {
            fields.zone = try TimeZones.shared.zone(name)
            return true
        } catch {
            return false
        }
    }

    /// The position of the longest name at this place.
    private mutating func name(among names: [String]) -> Int? {
        let longest = names.enumerated().filter { bytes[position...].starts(with: $0.element.utf8) }
            .max { $0.element.utf8.count < $1.element.utf8.count }
        guard let longest else { return nil }
        position += longest.element.utf8.count
        return longest.offset
    }

    // MARK: Patterns

    private mutating func read(_ parts: ArraySlice<DatePattern.Part>, _ names: DateNames) -> Bool {
        var index = parts.startIndex
        while index < parts.endIndex {
            switch parts[index] {
            case .literal(let text):
                guard skip(text) else { return false }
            case .field(let letter, let count):
                let isFollowedByDigits = index + 1 < parts.endIndex && parts[index + 1].isNumeric
                guard read(letter, count, isFollowedByDigits, names) else { return false }
            case .optionalStart:
                let end = Self.end(of: parts, from: index)
                let before = self
                if !read(parts[index + 1..<end], names) { self = before }
                index = end
            case .optionalEnd:
                break
            }
            index += 1
        }
        return true
    }

    private static func end(of parts: ArraySlice<DatePattern.Part>, from start: Int) -> Int {
        var depth = 0
        for index in start..<parts.endIndex {
            if parts[index] == .optionalStart { depth += 1 }
            if parts[index] == .optionalEnd { depth -= 1 }
            if depth == 0 { return index }
        }
        return parts.endIndex
    }

    private mutating func read(_ letter: UInt8, _ count: Int, _ isFollowed: Bool, _ names: DateNames) -> Bool {
        // A field of one letter may have more digits than that, unless digits of another follow.
        let width = count == 1 && !isFollowed ? 1...2 : count...max(count, 1)
        switch Unicode.Scalar(letter) {
        case "y", "u", "Y":
            guard let value = count == 2 ? number(2...2) : number(min(count, 4)...4) else { return false }
            fields.year = count == 2 ? 2000 + value : value
        case "M" where count <= 2, "L" where count <= 2:
            fields.month = number(width)
            return fields.month != nil
        case "M", "L":
            fields.month = name(among: count == 3 ? names.shortMonths : names.months).map { $0 + 1 }
            return fields.month != nil
        case "d":
            fields.day = number(width)
            return fields.day != nil
        case "D":
            fields.dayOfYear = number(min(count, 3)...3)
            return fields.dayOfYear != nil
        case "w":
            fields.week = number(width)
            return fields.week != nil
        case "E":
            fields.weekday = name(among: count <= 3 ? names.shortWeekdays : names.weekdays).map { $0 + 1 }
            return fields.weekday != nil
        case "e", "c":
            fields.weekday = number(1...1)
            return fields.weekday.map { (1...7).contains($0) } ?? false
        case "a":
            fields.isAfternoon = name(among: names.halves).map { $0 == 1 }
            return fields.isAfternoon != nil
        case "X", "x", "Z", "O":
            if letter == UInt8(ascii: "O") || count == 4 { _ = skip("GMT") }
            return offset() || letter == UInt8(ascii: "O")
        case "V", "z":
            return zoneName()
        default:
            return readTime(letter, count, width)
        }
        return true
    }

    private mutating func readTime(_ letter: UInt8, _ count: Int, _ width: ClosedRange<Int>) -> Bool {
        if letter == UInt8(ascii: "S") { return fraction(count...count) }
        guard "HkhKms".utf8.contains(letter), let value = number(width) else { return false }
        switch Unicode.Scalar(letter) {
        case "H": fields.hour = value
        case "k": fields.hour = value == 24 ? 0 : value
        case "h", "K":
            guard value <= 12 else { return false }
            fields.halfDayHour = value % 12
        case "m": fields.minute = value
        default: fields.second = value
        }
        return true
    }

    /// The date that the fields make, `nil` if they make none.
    private func date(in zone: TimeZoneRules) -> ExpressionDate? {
        var time: CivilTime
        switch (fields.year, fields.month, fields.dayOfYear, fields.week) {
        case (let year?, nil, let day?, _) where (1...366).contains(day):
            time = CivilTime(dayNumber: CivilTime(year: year, month: 1, day: 1).dayNumber + day - 1)
        case (let year?, nil, _, let week?) where (1...53).contains(week):
            time = CivilTime(weekYear: year, week: week, weekday: fields.weekday ?? 1)
        case (let year?, let month, _, _):
            time = CivilTime(year: year, month: month ?? 1, day: fields.day ?? 1)
        default:
            // A time alone is of the first day there is.
            time = CivilTime(year: 1970, month: fields.month ?? 1, day: fields.day ?? 1)
        }
        time.hour = fields.hour ?? (fields.halfDayHour ?? 0) + (fields.isAfternoon == true ? 12 : 0)
        (time.minute, time.second, time.nanosecond) = (fields.minute, fields.second, fields.nanosecond)
        guard time.isValid else { return nil }
        if let offset = fields.offset {
            let told = fields.zone ?? (offset == 0 ? .utc : TimeZoneRules(offset: offset))
            return .instant(time.seconds - Int64(offset), time.nanosecond, in: told)
        }
        let zone = fields.zone ?? zone
        return .instant(zone.instant(of: time), time.nanosecond, in: zone)
    }
}

extension DatePattern.Part {
    /// Whether it is read as digits.
    fileprivate var isNumeric: Bool {
        guard case .field(let letter, let count) = self else { return false }
        return "yuYdDwHhKkmsSn".utf8.contains(letter) || "ML".utf8.contains(letter) && count <= 2
    }
}
