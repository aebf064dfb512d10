/// A point in time, to the microsecond, as Postgres keeps it.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let microseconds: Int64

    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant so many seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) {
        self.init(microseconds: seconds * 1_000_000)
    }

    /// Whether one instant is before another.
    public static func < (first: Instant, second: Instant) -> Bool {
        first.microseconds < second.microseconds
    }

    /// The instant after a time; the last that can be told if it is further away.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, isTooLate) = instant.microseconds.addingReportingOverflow(whole &+ attoseconds / 1_000_000_000_000)
        guard !isTooLong, !isTooLate else { return Instant(microseconds: seconds < 0 ? .min : .max) }
        return Instant(microseconds: sum)
    }

    /// The instant before a time.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        instant + (.zero - duration)
    }

    /// The time from one instant to another.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .microseconds(later.microseconds.subtractingReportingOverflow(earlier.microseconds).partialValue)
    }
}
