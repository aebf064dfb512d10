/// A duration in the form of ISO 8601 with fixed units: weeks, days, hours, minutes and seconds.
///
/// Months and years are refused: how long they are depends on when they begin.
public struct ISODuration: Sendable, Hashable, LosslessStringConvertible {
    /// The duration.
    public let duration: Duration

    /// Wraps a duration.
    public init(_ duration: Duration) {
        self.duration = duration
    }

    /// Reads `P30D`, `PT8H` or `P1DT12H30M1.5S`; `nil` for another form, and beyond a hundred years.
    public init?(_ text: String) {
        var scanner = Scanner(rest: Substring(text))
        guard let duration = scanner.duration() else { return nil }
        self.duration = duration
    }

    /// The shortest form: days, hours, minutes and seconds.
    public var description: String {
        let seconds = duration.components.seconds
        let micros = duration.components.attoseconds / 1_000_000_000_000
        var date = ""
        var time = ""
        if seconds / 86_400 > 0 { date += "\(seconds / 86_400)D" }
        if seconds % 86_400 / 3600 > 0 { time += "\(seconds % 86_400 / 3600)H" }
        if seconds % 3600 / 60 > 0 { time += "\(seconds % 3600 / 60)M" }
        if seconds % 60 > 0 || micros > 0 {
            var fraction = micros == 0 ? "" : "." + String(repeating: "0", count: 6 - "\(micros)".count) + "\(micros)"
            while fraction.last == "0" { fraction.removeLast() }
            time += "\(seconds % 60)\(fraction)S"
        }
        if date.isEmpty && time.isEmpty { return "PT0S" }
        return "P" + date + (time.isEmpty ? "" : "T" + time)
    }

    private struct Scanner {
        var rest: Substring

        private static let longest: Double = 100 * 365.25 * 86_400

        mutating func duration() -> Duration? {
            guard rest.utf8.count <= 64, take("P") else { return nil }
            var seconds = 0.0
            guard let days = parts([("W", 604_800), ("D", 86_400)], &seconds) else { return nil }
            if take("T") {
                guard let times = parts([("H", 3600), ("M", 60), ("S", 1)], &seconds), times > 0 else { return nil }
            } else {
                guard days > 0 else { return nil }
            }
            guard rest.isEmpty, seconds <= Self.longest else { return nil }
            return .microseconds(Int64((seconds * 1_000_000).rounded()))
        }

        private mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        /// Reads numbers with their units, each unit once and in order; answers how many there were.
        private mutating func parts(_ units: [(Character, Double)], _ seconds: inout Double) -> Int? {
            var count = 0
            for (unit, worth) in units {
                guard let (number, isWhole) = number(before: unit) else { continue }
                guard isWhole || unit == "S" else { return nil }
                seconds += number * worth
                count += 1
            }
            return count
        }

        /// The number in front of a unit, if that unit comes next.
        private mutating func number(before unit: Character) -> (Double, isWhole: Bool)? {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard rest.dropFirst(digits.count).first == unit else { return nil }
            let pieces = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard pieces.count <= 2, pieces.allSatisfy({ !$0.isEmpty }), let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count + 1)
            return (number, pieces.count == 1)
        }
    }
}
