/// A duration as flows write it: ISO 8601 with units of fixed length, as in `PT5M30S`, `P1D` or `PT0.5S`.
///
/// Read are weeks, days, hours, minutes and seconds, in this order and each at most once; seconds may have a fraction of up
/// to nine digits. The whole and each number may have a sign. A day has 24 hours. Years and months are refused, since how
/// long they are depends on when they begin.
public struct FlowDuration: Sendable, Hashable, Comparable {
    /// The duration, at most ten thousand years either way.
    public let duration: Duration

    /// Seconds of ten thousand years.
    static let limit: Int64 = 10_000 * 31_557_600

    /// Wraps a duration.
    ///
    /// - Parameter duration: The duration; what is beyond ten thousand years either way becomes that.
    public init(_ duration: Duration) {
        self.duration = min(max(duration, .seconds(-Self.limit)), .seconds(Self.limit))
    }

    /// Reads a duration.
    ///
    /// - Parameter text: The duration as it was written.
    /// - Throws: `FlowValueError` for another form, and for more than ten thousand years.
    public init(parsing text: String) throws(FlowValueError) {
        guard var reader = DurationReader(text), let duration = try reader.duration(), reader.isAtEnd else {
            throw FlowValueError("expected a duration of ISO 8601, as in `PT5M30S` or `P1D`")
        }
        self.duration = duration
    }

    /// Whether one duration is shorter than another.
    public static func < (first: FlowDuration, second: FlowDuration) -> Bool {
        first.duration < second.duration
    }
}

extension FlowDuration: LosslessStringConvertible {
    /// Reads a duration, `nil` for text that is none.
    ///
    /// - Parameter description: The duration as it was written.
    public init?(_ description: String) {
        do throws(FlowValueError) {
            try self.init(parsing: description)
        } catch {
            return nil
        }
    }

    /// The shortest form: days, hours, minutes and seconds, with a sign in front of the whole if it is negative.
    public var description: String {
        let isNegative = duration < .zero
        let (seconds, attoseconds) = (isNegative ? .zero - duration : duration).components
        let fraction = (attoseconds / 1_000_000_000).fraction
        var (date, time) = ("", "")
        if seconds / 86_400 > 0 { date = "\(seconds / 86_400)D" }
        if seconds % 86_400 / 3600 > 0 { time += "\(seconds % 86_400 / 3600)H" }
        if seconds % 3600 / 60 > 0 { time += "\(seconds % 3600 / 60)M" }
        if seconds % 60 > 0 || !fraction.isEmpty { time += "\(seconds % 60)\(fraction)S" }
        if date.isEmpty && time.isEmpty { return "PT0S" }
        return (isNegative ? "-P" : "P") + date + (time.isEmpty ? "" : "T" + time)
    }
}

/// Reads the parts of a duration.
private struct DurationReader {
    private var scanner: ValueScanner
    private var seconds: Int64 = 0
    private var nanoseconds: Int64 = 0

    private static let units: [(name: Unicode.Scalar, seconds: Int64, isTime: Bool)] = [
        ("W", 604_800, false), ("D", 86_400, false), ("H", 3600, true), ("M", 60, true), ("S", 1, true),
    ]

    init?(_ text: String) {
        guard let scanner = ValueScanner(text) else { return nil }
        self.scanner = scanner
    }

    var isAtEnd: Bool { scanner.isAtEnd }

    /// The duration, `nil` for another form.
    mutating func duration() throws(FlowValueError) -> Duration? {
        let isNegative = scanner.isNegative()
        guard scanner.skip("P"), !scanner.isAtEnd else { return nil }
        var units = Self.units[...]
        var isTime = false
        while !scanner.isAtEnd {
            if !isTime, scanner.skip("T") {
                guard !scanner.isAtEnd else { return nil }
                isTime = true
            }
            guard try part(&units, isTime: isTime) else { return nil }
        }
        let sum = Duration.seconds(seconds) + .nanoseconds(nanoseconds)
        return isNegative ? .zero - sum : sum
    }

    /// Reads a number with its unit, which must be one of those that are left; answers whether it could be read.
    private mutating func part(
        _ units: inout ArraySlice<(name: Unicode.Scalar, seconds: Int64, isTime: Bool)>,
        isTime: Bool
    ) throws(FlowValueError) -> Bool {
        let isNegative = scanner.isNegative()
        guard let number = scanner.number(), let fraction = scanner.nanoseconds() else { return false }
        if !isTime, scanner.skip("Y") || scanner.skip("M") {
            throw FlowValueError(
                "years and months have no fixed length; expected weeks, days, hours, minutes or seconds"
            )
        }
        while let unit = units.popFirst() {
            guard unit.isTime == isTime, scanner.skip(unit.name) else { continue }
            guard fraction == 0 || unit.name == "S" else { return false }
            try add(isNegative ? -number : number, times: unit.seconds)
            nanoseconds += Int64(isNegative ? -fraction : fraction)
            return true
        }
        return false
    }

    private mutating func add(_ number: Int64, times worth: Int64) throws(FlowValueError) {
        let (product, isTooLong) = number.multipliedReportingOverflow(by: worth)
        let (sum, isTooLongStill) = seconds.addingReportingOverflow(product)
        guard !isTooLong, !isTooLongStill, sum.magnitude < FlowDuration.limit.magnitude else {
            throw FlowValueError("expected a duration of less than ten thousand years")
        }
        seconds = sum
    }
}
