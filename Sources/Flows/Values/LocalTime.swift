/// A time of day without a date and a time zone, to the nanosecond.
public struct LocalTime: Sendable, Hashable, Comparable, LosslessStringConvertible {
    /// Nanoseconds since midnight.
    public let nanoseconds: Int64

    /// Reads a time as in `18:27`, `18:27:49` or `18:27:49.5`, `nil` for another form and for a time that is not.
    ///
    /// - Parameter description: The time as it was written.
    public init?(_ description: String) {
        guard var scanner = ValueScanner(description), let hour = scanner.number(2), scanner.skip(":"),
            let minute = scanner.number(2), hour < 24, minute < 60
        else { return nil }
        var (second, fraction) = (0, 0)
        if scanner.skip(":") {
            guard let whole = scanner.number(2), let part = scanner.nanoseconds(), whole < 60 else { return nil }
            (second, fraction) = (whole, part)
        }
        guard scanner.isAtEnd else { return nil }
        nanoseconds = Int64((hour * 60 + minute) * 60 + second) * 1_000_000_000 + Int64(fraction)
    }

    /// The time as in `18:27:49`, with a fraction if there is one.
    public var description: String {
        let (seconds, fraction) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(2) }
        return clock.joined(separator: ":") + fraction.fraction
    }

    /// Whether one time is earlier than another.
    public static func < (first: LocalTime, second: LocalTime) -> Bool {
        first.nanoseconds < second.nanoseconds
    }
}
