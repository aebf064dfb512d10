/// An instant to the nanosecond, and the zone in which it is told.
public struct ExpressionDate: Sendable, Hashable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let seconds: Int64

    /// The nanoseconds after the second.
    public let nanoseconds: Int32

    let zone: TimeZoneRules

    /// The seconds of the years 0000 to 9999, with a day on either side for the zones.
    static let range: ClosedRange<Int64> = (-62_167_219_200 + 86_400)...(253_402_300_799 - 86_400)

    /// Makes an instant, told in UTC; one outside of the years 0000 to 9999 becomes the nearest that is not.
    ///
    /// - Parameters:
    ///   - seconds: Seconds since 1970-01-01T00:00:00Z.
    ///   - nanoseconds: The nanoseconds after the second.
    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
        self.nanoseconds = min(max(nanoseconds, 0), 999_999_999)
        zone = .utc
    }

    /// Makes an instant, told in UTC.
    ///
    /// - Parameter microseconds: Microseconds since 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) {
        let (quotient, rest) = microseconds.floored(by: 1_000_000)
        self.init(seconds: quotient, nanoseconds: Int32(rest) * 1000)
    }

    private init(checked seconds: Int64, _ nanoseconds: Int32, _ zone: TimeZoneRules) {
        (self.seconds, self.nanoseconds, self.zone) = (seconds, nanoseconds, zone)
    }

    /// An instant in a zone, `nil` outside of the years 0000 to 9999.
    static func instant(_ seconds: Int64, _ nanoseconds: Int32, in zone: TimeZoneRules) -> ExpressionDate? {
        range.contains(seconds) ? ExpressionDate(checked: seconds, nanoseconds, zone) : nil
    }

    /// The same instant, told in another zone.
    func told(in zone: TimeZoneRules) -> ExpressionDate {
        ExpressionDate(checked: seconds, nanoseconds, zone)
    }

    /// Seconds east of UTC.
    var offset: Int { zone.offset(at: seconds) }

    /// The date and the time of day in the zone.
    var fields: CivilTime { CivilTime(seconds: seconds + Int64(offset), nanoseconds: nanoseconds) }

    /// Whether two are the same instant, whatever their zones.
    public static func == (left: ExpressionDate, right: ExpressionDate) -> Bool {
        left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
    }

    /// Feeds the instant to a hasher.
    ///
    /// - Parameter hasher: The hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(seconds)
        hasher.combine(nanoseconds)
    }

    /// The date and time as ISO 8601 has it: `2026-11-29T08:30:00Z`, with a fraction of 3, 6 or 9 digits if there is one.
    public var description: String { DatePattern.isoText(of: self) }
}

extension ExpressionDate: Comparable {
    /// Whether one instant is before another.
    public static func < (left: ExpressionDate, right: ExpressionDate) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
